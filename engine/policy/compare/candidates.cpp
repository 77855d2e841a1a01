#include "engine/policy/compare/candidates.hpp"

#include "engine/base/text.hpp"
#include "engine/policy/compare/witness.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <ctime>

namespace mfa::policy::compare {

namespace {

constexpr int usual_cost = 1;
constexpr int edge_cost = 2;
constexpr int odd_cost = 6;

/// Digits with a point, without sign, split at the point.
struct Digits {
    std::string whole;
    std::string fraction;
};

Digits digits_of(std::string_view text) {
    const std::size_t point = text.find('.');
    return {std::string{text.substr(0, point)},
            point == std::string_view::npos ? "" : std::string{text.substr(point + 1)}};
}

/// The least number above `text`, with one digit more than any number of the policy has: nothing
/// fits in between. `text` has no sign.
std::string just_above(const std::string& text, std::size_t fraction_max) {
    Digits digits = digits_of(text);
    digits.fraction.resize(fraction_max, '0');
    return digits.whole + "." + digits.fraction + "1";
}

/// `text` minus that least amount, for a number above 0.
std::string just_below(const std::string& text, std::size_t fraction_max) {
    Digits digits = digits_of(text);
    digits.fraction.resize(fraction_max, '0');
    std::string all = digits.whole + digits.fraction + "0";
    std::size_t at = all.size();
    while (at > 0 && all[--at] == '0') {
        all[at] = '9';
    }
    all[at] = static_cast<char>(all[at] - 1);
    return all.substr(0, digits.whole.size()) + "." + all.substr(digits.whole.size());
}

bool is_zero(std::string_view text) {
    return text.find_first_not_of("0.") == std::string_view::npos;
}

std::size_t fraction_max_of(const std::vector<std::string>& values) {
    std::size_t most = 0;
    for (const std::string& value : values) {
        most = std::max(most, digits_of(value).fraction.size());
    }
    return most;
}

void add_numbers(const std::vector<std::string>& bounds, Candidates& found) {
    const std::size_t fraction_max = fraction_max_of(bounds);
    for (const std::string& bound : bounds) {
        found.add(bound, usual_cost);
        const bool is_negative = bound.starts_with('-');
        const std::string size = is_negative ? bound.substr(1) : bound;
        if (const auto whole = parse_unsigned(bound);
            whole && *whole > 0 && *whole < 1'000'000'000'000) {
            found.add(std::to_string(*whole + 1), usual_cost);
            found.add(std::to_string(*whole - 1), usual_cost);
        }
        const std::string sign = is_negative ? "-" : "";
        found.add(sign + just_above(size, fraction_max), edge_cost);
        found.add(is_zero(size) ? "-" + just_above("0", fraction_max)
                                : sign + just_below(size, fraction_max),
                  edge_cost);
    }
    found.add("none", odd_cost);
}

/// `2026-11-24T10:00:00Z`, from seconds since the epoch.
std::string date_text(std::int64_t seconds, std::string_view fraction) {
    const std::time_t time = seconds;
    std::tm parts{};
    std::array<char, 64> text{};
    if (::gmtime_r(&time, &parts) == nullptr ||
        std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts) == 0) {
        return {};
    }
    return text.data() + std::string{fraction} + "Z";
}

/// The second in which a moment lies, found by asking the engine's own comparison.
std::optional<std::int64_t> second_of(const Instant& instant) {
    std::int64_t low = -100'000'000'000;
    std::int64_t high = 300'000'000'000;
    while (low + 1 < high) {
        const std::int64_t middle = low + (high - low) / 2;
        const auto parsed = Instant::parse(date_text(middle, ""));
        if (!parsed) { // beyond year 9999 or before year 0
            (middle > 0 ? high : low) = middle;
            continue;
        }
        (instant < *parsed ? high : low) = middle;
    }
    return low > -100'000'000'000 ? std::optional{low} : std::nullopt;
}

void add_dates(const std::vector<std::string>& bounds, Candidates& found) {
    const std::string fine = "." + std::string(fraction_max_of(bounds) + 1, '0') + "1";
    const std::string nearly = "." + std::string(fraction_max_of(bounds) + 2, '9');
    for (const std::string& bound : bounds) {
        found.add(bound, usual_cost);
        const auto instant = Instant::parse(bound);
        const auto second = instant ? second_of(*instant) : std::nullopt;
        if (!second) {
            found.is_complete = false;
            continue;
        }
        found.add(date_text(*second + 1, ""), usual_cost);
        found.add(date_text(*second - 1, ""), usual_cost);
        found.add(date_text(*second, fine), edge_cost);
        found.add(date_text(*second - 1, nearly), edge_cost);
        // With a fraction in the bound there is more to tell apart than is tried.
        found.is_complete = found.is_complete && digits_of(bound).fraction.find_first_not_of(
                                                     "0Z+-:") == std::string::npos;
    }
    found.add("none", odd_cost);
}

/// Both ends of the range, and the addresses beside it.
void add_addresses(std::string_view network, Candidates& found) {
    const std::size_t slash = network.find('/');
    const std::string base{network.substr(0, slash)};
    const int family = base.find(':') == std::string::npos ? AF_INET : AF_INET6;
    const std::size_t size = family == AF_INET ? 4 : 16;
    std::array<std::uint8_t, 16> low{};
    if (::inet_pton(family, base.c_str(), low.data()) != 1) {
        return;
    }
    const auto prefix = slash == std::string_view::npos ? std::optional<std::uint64_t>{size * 8}
                                                        : parse_unsigned(network.substr(slash + 1));
    std::array<std::uint8_t, 16> high = low;
    for (std::size_t bit = prefix.value_or(0); bit < size * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        low.at(bit / 8) &= static_cast<std::uint8_t>(~mask);
        high.at(bit / 8) |= mask;
    }
    const auto add = [&](const std::array<std::uint8_t, 16>& bytes, int cost) {
        std::array<char, INET6_ADDRSTRLEN> text{};
        if (::inet_ntop(family, bytes.data(), text.data(), text.size()) != nullptr) {
            found.add(text.data(), cost);
        }
    };
    add(low, usual_cost);
    add(high, usual_cost);
    for (std::size_t i = size; i-- > 0 && high.at(i)++ == 0xFF;) {
    }
    for (std::size_t i = size; i-- > 0 && low.at(i)-- == 0;) {
    }
    add(high, edge_cost);
    add(low, edge_cost);
}

enum class Kind { text, number, date, truth, bytes, address, presence };

Kind kind_of(OperatorFamily family) {
    switch (family) {
    case OperatorFamily::string:
    case OperatorFamily::string_ignore_case:
    case OperatorFamily::string_like:
    case OperatorFamily::arn:
        return Kind::text;
    case OperatorFamily::numeric:
        return Kind::number;
    case OperatorFamily::date:
        return Kind::date;
    case OperatorFamily::boolean:
        return Kind::truth;
    case OperatorFamily::binary:
        return Kind::bytes;
    case OperatorFamily::address:
        return Kind::address;
    case OperatorFamily::null:
        break;
    }
    return Kind::presence;
}

/// What the conditions on one key compare it with.
struct Collected {
    std::set<Kind> kinds;
    std::vector<std::string> numbers;
    std::vector<std::string> dates;
    std::vector<std::string> networks;
    std::vector<std::string> bytes;
    std::vector<std::string> samples;
    DistinctPatterns patterns;
};

void collect_texts(const Condition& condition, const Context& context, Collected& all) {
    if (const auto* texts = std::get_if<std::vector<Template>>(&condition.values)) {
        const auto letter_case = condition.op.family == OperatorFamily::string_ignore_case
                                     ? LetterCase::ignored
                                     : LetterCase::exact;
        for (const Template& text : *texts) {
            if (auto pattern = resolved(text, context, letter_case)) {
                all.patterns.add(std::move(*pattern));
                all.samples.push_back(sample_of(explain::pattern_text(*text.resolve(context))));
            }
        }
    } else if (const auto* arns = std::get_if<std::vector<ArnTemplate>>(&condition.values)) {
        for (const ArnTemplate& arn : *arns) {
            if (auto pattern = resolved(arn, context)) {
                all.patterns.add(std::move(*pattern));
            }
        }
    }
}

void collect(const Condition& condition, const explain::WrittenCondition& written,
             const Context& context, Collected& all) {
    const Kind kind = kind_of(condition.op.family);
    const auto add_to = [&](std::vector<std::string>& texts) {
        texts.insert(texts.end(), written.values.begin(), written.values.end());
    };
    switch (kind) {
    case Kind::presence:
        return;
    case Kind::text:
        collect_texts(condition, context, all);
        break;
    case Kind::number:
        add_to(all.numbers);
        break;
    case Kind::date:
        add_to(all.dates);
        break;
    case Kind::address:
        add_to(all.networks);
        break;
    case Kind::bytes:
        for (const std::string& bytes : std::get<std::vector<std::string>>(condition.values)) {
            all.bytes.push_back(bytes);
        }
        break;
    case Kind::truth:
        break;
    }
    all.kinds.insert(kind);
}

void add_all(Collected& all, std::size_t states_max, Candidates& found) {
    if (all.kinds.count(Kind::truth) != 0) {
        found.add("true", usual_cost);
        found.add("false", usual_cost);
        found.add("maybe", odd_cost);
    }
    if (all.kinds.count(Kind::number) != 0) {
        add_numbers(all.numbers, found);
    }
    if (all.kinds.count(Kind::date) != 0) {
        add_dates(all.dates, found);
    }
    if (all.kinds.count(Kind::address) != 0) {
        for (const std::string_view usual : {"203.0.113.7", "2001:db8::7"}) {
            found.add(std::string{usual}, usual_cost);
        }
        for (const std::string& network : all.networks) {
            add_addresses(network, found);
        }
        found.add("none", odd_cost);
    }
    for (const std::string& bytes : all.bytes) {
        found.add(bytes, usual_cost);
    }
    for (const std::string& sample : all.samples) {
        found.add(sample, usual_cost);
    }
    found.add("example", usual_cost);
    if (!all.patterns.all().empty()) {
        const Witnesses witnesses = find_witnesses(all.patterns.all(), states_max);
        for (const std::string& text : witnesses.texts) {
            found.add(text, witness_cost);
        }
        found.is_complete = found.is_complete && witnesses.is_complete;
    }
}

} // namespace

void Candidates::add(std::string text, int cost) {
    if (m_known.insert(text).second) {
        all.push_back({std::move(text), cost});
    }
}

Candidates candidates_for(const std::string& key, const Space& space, const Bits& among,
                          const Context& context, std::vector<TextPattern> patterns,
                          std::size_t states_max) {
    Collected all;
    for (TextPattern& pattern : patterns) {
        all.patterns.add(std::move(pattern));
    }
    for (const auto& [index, condition] : space.conditions_on(key)) {
        if (among.has(index)) {
            const Item& item = space.items()[index];
            collect(item.model().conditions[condition], item.written->conditions[condition],
                    context, all);
        }
    }
    if (!all.patterns.all().empty()) {
        all.kinds.insert(Kind::text);
    }
    Candidates found;
    add_all(all, states_max, found);
    // Where text is compared in two ways, each way has its values, but not each pair of values.
    found.is_complete = found.is_complete && all.kinds.size() <= 1;
    return found;
}

std::string sample_of(std::string_view pattern) {
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern.substr(i, 4) == "${*}" || pattern.substr(i, 4) == "${?}") {
            text += pattern[i + 2];
            i += 3;
        } else if (pattern[i] == '*') {
            text += "example";
        } else {
            text += pattern[i] == '?' ? 'x' : pattern[i];
        }
    }
    return text;
}

} // namespace mfa::policy::compare
