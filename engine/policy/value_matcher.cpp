#include "engine/policy/value_matcher.hpp"

#include "engine/policy/value_parser.hpp"

#include <algorithm>

namespace mfa::policy {

namespace {

bool holds(Comparison comparison, std::strong_ordering order) {
    switch (comparison) {
    case Comparison::equal:
        return order == 0;
    case Comparison::less:
        return order < 0;
    case Comparison::less_or_equal:
        return order <= 0;
    case Comparison::greater:
        return order > 0;
    case Comparison::greater_or_equal:
        return order >= 0;
    }
    return false;
}

/// Texts of the request in the form in which patterns are held against them.
class Texts {
public:
    explicit Texts(LetterCase letter_case) : m_letter_case{letter_case} {}

    void add(std::string_view text) {
        m_size_max = std::max(m_size_max, text.size());
        m_texts.push_back(characters_of(text, m_letter_case));
    }

    /// Calls `found` with the number of each text that the template covers.
    template <typename Found>
    void find_covered(const Template& wanted, const Context& context, Found found) const {
        const ResolvedTemplate resolved{wanted, context, m_size_max};
        if (resolved.pattern() == nullptr) {
            return;
        }
        std::u32string folded_symbols;
        std::u32string_view symbols = resolved.pattern()->symbols();
        if (m_letter_case == LetterCase::ignored) {
            folded_symbols = symbols;
            std::transform(symbols.begin(), symbols.end(), folded_symbols.begin(), folded);
            symbols = folded_symbols;
        }
        for (std::size_t i = 0; i < m_texts.size(); ++i) {
            if (covers(symbols, m_texts[i])) {
                found(i);
            }
        }
    }

private:
    LetterCase m_letter_case;
    std::vector<std::u32string> m_texts;
    std::size_t m_size_max = 0;
};

class ValueMatcher {
public:
    ValueMatcher(const Condition& condition, const Context& context,
                 std::span<const std::string> values)
        : m_op{condition.op}, m_context{context}, m_values{values} {}

    std::vector<Match> operator()(const std::vector<Template>& templates) const {
        Texts texts{m_op.family == OperatorFamily::string_ignore_case ? LetterCase::ignored
                                                                      : LetterCase::exact};
        for (const std::string& value : m_values) {
            texts.add(value);
        }
        std::vector<Match> matches(m_values.size(), Match::no);
        for (const Template& wanted : templates) {
            texts.find_covered(wanted, m_context, [&](std::size_t i) { matches[i] = Match::yes; });
        }
        return matches;
    }

    std::vector<Match> operator()(const std::vector<Decimal>& numbers) const {
        return compare(Decimal::parse, numbers);
    }

    std::vector<Match> operator()(const std::vector<Instant>& instants) const {
        return compare(Instant::parse, instants);
    }

    std::vector<Match> operator()(bool wanted) const {
        return each([&](const std::string& value) { return parse_boolean(value) == wanted; });
    }

    std::vector<Match> operator()(const std::vector<std::string>& wanted) const {
        return each([&](const std::string& value) {
            return std::find(wanted.begin(), wanted.end(), value) != wanted.end();
        });
    }

    std::vector<Match> operator()(const std::vector<Network>& networks) const {
        return each([&](const std::string& value) {
            const auto address = Address::parse(value);
            return address &&
                   std::any_of(networks.begin(), networks.end(),
                               [&](const Network& network) { return network.contains(*address); });
        });
    }

    std::vector<Match> operator()(const std::vector<ArnTemplate>& arns) const {
        const RequestArns values = arns_of_request();
        std::vector<Match> matches(m_values.size(), Match::no);
        for (const ArnTemplate& arn : arns) {
            if (const auto* variable = std::get_if<Variable>(&arn.parts)) {
                match_whole(*variable, values, matches);
            } else {
                match_parts(std::get<ArnParts>(arn.parts), values, matches);
            }
        }
        return matches;
    }

private:
    using ArnParts = std::array<Template, arn_components>;

    /// The values that are ARNs: which ones, and their components, each with its like.
    struct RequestArns {
        std::vector<std::size_t> numbers;
        std::array<Texts, arn_components> components{
            Texts{LetterCase::exact}, Texts{LetterCase::exact}, Texts{LetterCase::exact},
            Texts{LetterCase::exact}, Texts{LetterCase::exact}, Texts{LetterCase::exact}};
    };

    template <typename Test>
    [[nodiscard]] std::vector<Match> each(Test test) const {
        std::vector<Match> matches;
        matches.reserve(m_values.size());
        for (const std::string& value : m_values) {
            matches.push_back(from_bool(test(value)));
        }
        return matches;
    }

    template <typename Value>
    [[nodiscard]] std::vector<Match> compare(std::optional<Value> (*read)(std::string_view),
                                             const std::vector<Value>& wanted) const {
        return each([&](const std::string& text) {
            const auto value = read(text);
            return value && std::any_of(wanted.begin(), wanted.end(), [&](const Value& other) {
                       return holds(m_op.comparison, *value <=> other);
                   });
        });
    }

    [[nodiscard]] RequestArns arns_of_request() const {
        RequestArns arns;
        for (std::size_t i = 0; i < m_values.size(); ++i) {
            const auto parts =
                split_at_colons(m_values[i], arn_components, TemplateRules::Variables::literal);
            if (parts.size() == arn_components) {
                arns.numbers.push_back(i);
                for (std::size_t k = 0; k < arn_components; ++k) {
                    arns.components[k].add(parts[k]);
                }
            }
        }
        return arns;
    }

    /// A variable that stands for a whole ARN.
    void match_whole(const Variable& variable, const RequestArns& values,
                     std::vector<Match>& matches) const {
        const auto text = resolve(variable, m_context);
        for (const std::size_t number : values.numbers) {
            if (text && *text == m_values[number]) {
                matches[number] = Match::yes;
            }
        }
    }

    void match_parts(const ArnParts& wanted, const RequestArns& values,
                     std::vector<Match>& matches) const {
        std::vector<std::size_t> covered(values.numbers.size(), 0); // so many components of each
        for (std::size_t k = 0; k < arn_components; ++k) {
            values.components[k].find_covered(wanted[k], m_context,
                                              [&](std::size_t i) { ++covered[i]; });
        }
        for (std::size_t i = 0; i < covered.size(); ++i) {
            if (covered[i] == arn_components) {
                matches[values.numbers[i]] = Match::yes;
            }
        }
    }

    const Operator& m_op;
    const Context& m_context;
    std::span<const std::string> m_values;
};

} // namespace

std::vector<Match> match_each(const Condition& condition, const Context& context,
                              std::span<const std::string> values) {
    return std::visit(ValueMatcher{condition, context, values}, condition.values);
}

} // namespace mfa::policy
