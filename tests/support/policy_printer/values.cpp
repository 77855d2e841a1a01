#include "tests/support/policy_printer/values.hpp"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace mfa::test {

namespace {

using policy::Pattern;

std::string pattern_text(const Pattern& pattern, Wildcards wildcards, Variables variables) {
    std::string text;
    for (const policy::Character symbol : pattern.symbols()) {
        if (symbol == Pattern::any_text) {
            text += '*';
            continue;
        }
        if (symbol == Pattern::any_character) {
            text += '?';
            continue;
        }
        const bool needs_escape = symbol == U'$' || (wildcards == Wildcards::special &&
                                                     (symbol == U'*' || symbol == U'?'));
        if (needs_escape && variables == Variables::special) {
            text += "${" + policy::text_of(symbol) + "}";
        } else {
            text += policy::text_of(symbol);
        }
    }
    return text;
}

std::string variable_text(const policy::Variable& variable) {
    const std::string end = variable.default_text ? ", '" + *variable.default_text + "'}" : "}";
    return "${" + variable.key + end;
}

std::string two_digits(long long number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string instant_text(const policy::Instant& instant) {
    if (instant.fraction().empty()) {
        return std::to_string(instant.seconds());
    }
    if (instant.seconds() >= 0) {
        return std::to_string(instant.seconds()) + "." + instant.fraction();
    }
    // Seconds before 1970 have no fractions. The easternmost zone keeps the year from falling below
    // 0, whatever zone it was written in.
    constexpr std::chrono::seconds zone = std::chrono::hours{23} + std::chrono::minutes{59};
    const std::chrono::sys_seconds local{std::chrono::seconds{instant.seconds()} + zone};
    const auto midnight = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::year_month_day date{midnight};
    const std::chrono::hh_mm_ss time{local - midnight};
    const std::string year = std::to_string(static_cast<int>(date.year()));
    return std::string(4 - year.size(), '0') + year + "-" +
           two_digits(static_cast<unsigned>(date.month())) + "-" +
           two_digits(static_cast<unsigned>(date.day())) + "T" + two_digits(time.hours().count()) +
           ":" + two_digits(time.minutes().count()) + ":" + two_digits(time.seconds().count()) +
           "." + instant.fraction() + "+23:59";
}

std::string network_text(const policy::Network& network) {
    const policy::Address& address = network.address();
    const int family = address.family == policy::Address::Family::v4 ? AF_INET : AF_INET6;
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_ntop(family, address.bytes.data(), text.data(), text.size()) == nullptr) {
        return "?";
    }
    return std::string{text.data()} + "/" + std::to_string(network.prefix_bits());
}

std::string base64_text(const std::string& bytes) {
    constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        unsigned group = 0;
        for (std::size_t i = at; i < at + 3; ++i) {
            group = group << 8U | (i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0U);
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const bool is_padding = i > bytes.size() - at;
            text += is_padding ? '=' : alphabet[group >> (18 - 6 * i) & 0x3fU];
        }
    }
    return text;
}

std::string arn_text(const policy::ArnTemplate& arn, Variables variables) {
    if (const auto* variable = std::get_if<policy::Variable>(&arn.parts)) {
        return variable_text(*variable);
    }
    std::string text;
    const char* before = "";
    for (const auto& part : std::get<0>(arn.parts)) {
        text += before + template_text(part, Wildcards::special, variables);
        before = ":";
    }
    return text;
}

class TextsOfValues {
public:
    TextsOfValues(policy::OperatorFamily family, Variables variables)
        : m_family{family}, m_variables{variables} {}

    std::vector<std::string> operator()(bool value) const { return {value ? "true" : "false"}; }

    template <typename Value>
    std::vector<std::string> operator()(const std::vector<Value>& values) const {
        std::vector<std::string> texts;
        texts.reserve(values.size());
        for (const Value& value : values) {
            texts.push_back(text_of(value));
        }
        return texts;
    }

private:
    [[nodiscard]] std::string text_of(const policy::Template& value) const {
        const bool is_like = m_family == policy::OperatorFamily::string_like;
        return template_text(value, is_like ? Wildcards::special : Wildcards::literal, m_variables);
    }
    [[nodiscard]] std::string text_of(const policy::ArnTemplate& value) const {
        return arn_text(value, m_variables);
    }
    static std::string text_of(const policy::Decimal& value) { return value.text(); }
    static std::string text_of(const policy::Instant& value) { return instant_text(value); }
    static std::string text_of(const policy::Network& value) { return network_text(value); }
    static std::string text_of(const std::string& value) { return base64_text(value); }

    policy::OperatorFamily m_family;
    Variables m_variables;
};

} // namespace

std::string template_text(const policy::Template& value, Wildcards wildcards, Variables variables) {
    std::string text;
    for (const auto& piece : value.pieces()) {
        if (const auto* pattern = std::get_if<Pattern>(&piece)) {
            text += pattern_text(*pattern, wildcards, variables);
        } else {
            text += variable_text(std::get<policy::Variable>(piece));
        }
    }
    return text;
}

std::vector<std::string> value_texts(const policy::Condition& condition, Variables variables) {
    return std::visit(TextsOfValues{condition.op.family, variables}, condition.values);
}

std::string json_string(std::string_view text) {
    return nlohmann::json(text).dump();
}

std::string json_list(const std::vector<std::string>& texts) {
    return nlohmann::json(texts).dump();
}

} // namespace mfa::test
