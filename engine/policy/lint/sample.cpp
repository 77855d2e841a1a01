#include "engine/policy/lint/sample.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

namespace {

constexpr std::size_t account_digits = 12;

// An address of RFC 5737, which is nobody's.
constexpr std::array usual{
    UsualValue{"aws:SourceIp", "203.0.113.7"},
    UsualValue{"host:RemoteHost", "203.0.113.7"},
    UsualValue{"host:Tty", "pts/0"},
    UsualValue{"aws:CurrentTime", "2030-06-12T10:00:00Z"},
    UsualValue{"aws:EpochTime", "1907488800"},
};

bool is_account(std::string_view text) {
    return text.size() == account_digits && parse_unsigned(text).has_value();
}

bool is_plain(std::string_view text) {
    return text.find_first_of("*?$") == std::string_view::npos;
}

void add_numbers(const std::string& bound, std::vector<std::string>& samples) {
    samples.push_back(bound);
    if (const auto number = parse_unsigned(bound); number && *number < 1'000'000'000'000) {
        samples.push_back(std::to_string(*number + 1));
        samples.push_back(std::to_string(*number > 0 ? *number - 1 : 0));
    }
}

void add_samples(OperatorFamily family, const std::string& text,
                 std::vector<std::string>& samples) {
    switch (family) {
    case OperatorFamily::string:
    case OperatorFamily::string_ignore_case:
        if (!mentions_variable(text)) {
            samples.push_back(text);
        }
        return;
    case OperatorFamily::string_like:
    case OperatorFamily::arn:
        samples.push_back(sample_text(text));
        return;
    case OperatorFamily::numeric:
        add_numbers(text, samples);
        return;
    case OperatorFamily::date:
        samples.insert(samples.end(), {text, "1970-01-02T00:00:00Z", "2999-12-31T00:00:00Z"});
        return;
    case OperatorFamily::boolean:
        samples.insert(samples.end(), {"true", "false"});
        return;
    case OperatorFamily::address:
        samples.push_back(text.substr(0, text.find('/')));
        return;
    case OperatorFamily::null:
        samples.emplace_back("x");
        return;
    case OperatorFamily::binary:
        return; // from the model: the bytes
    }
}

} // namespace

std::string sample_text(std::string_view pattern) {
    if (mentions_variable(pattern)) {
        return {};
    }
    std::string text;
    for (const char c : pattern) {
        text += c == '*' || c == '?' ? 'x' : c;
    }
    return text;
}

ArnSample sample_arn(std::string_view pattern) {
    const auto parts = split_at_colons(pattern, arn_components, TemplateRules::Variables::special);
    if (parts.size() != arn_components) {
        return {};
    }
    ArnSample sample;
    if (is_account(parts[4])) {
        sample.account = parts[4];
    }
    if (parts[2] == "host") {
        sample.host = is_plain(parts[3]) ? parts[3] : "";
        constexpr std::string_view prefix = "service/";
        const bool names_service = parts[5].starts_with(prefix) && parts[5] != "service/*";
        sample.service = names_service ? sample_text(parts[5].substr(prefix.size())) : "";
    }
    return sample;
}

PrincipalSample sample_principal(std::string_view text) {
    if (is_account(text)) {
        return {std::string{text}, {}};
    }
    const auto parts = split(text, ':');
    if (parts.size() != arn_components) {
        return {{}, text == "*" ? "" : sample_text(text)};
    }
    constexpr std::string_view prefix = "user/";
    PrincipalSample sample;
    sample.account = is_account(parts[4]) ? parts[4] : "";
    if (parts[5].starts_with(prefix)) {
        sample.user = sample_text(parts[5].substr(prefix.size()));
    }
    return sample;
}

std::vector<std::string> samples_of(const ConditionView& condition) {
    std::vector<std::string> samples;
    for (const Text& value : condition.values) {
        add_samples(condition.model->op.family, value.text, samples);
    }
    if (const auto* bytes = std::get_if<std::vector<std::string>>(&condition.model->values)) {
        samples.insert(samples.end(), bytes->begin(), bytes->end());
    }
    std::erase(samples, "");
    return samples;
}

std::optional<std::string> usual_value_of(std::string_view key) {
    const std::string wanted = to_lower(key);
    for (const UsualValue& entry : usual) {
        if (to_lower(entry.key) == wanted) {
            return std::string{entry.value};
        }
    }
    return std::nullopt;
}

std::span<const UsualValue> usual_values() {
    return usual;
}

} // namespace mfa::policy::lint
