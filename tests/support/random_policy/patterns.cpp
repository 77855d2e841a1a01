#include "tests/support/random_policy/patterns.hpp"

#include <algorithm>

namespace mfa::test::random {

namespace {

/// Each as UTF-8.
std::vector<std::string> characters_of(std::string_view text) {
    std::vector<std::string> characters;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xc0U) == 0x80U) {
            characters.back() += c;
        } else {
            characters.emplace_back(1, c);
        }
    }
    return characters;
}

/// Wildcards in place of some of the text after its first `fixed` characters. What has variables
/// stays as it is, or they would break; colons give way to `*` alone, and that to nothing.
std::string with_holes(Dice& dice, const std::string& text, std::size_t fixed) {
    if (text.find("${") != std::string::npos) {
        return text;
    }
    auto characters = characters_of(text);
    for (std::size_t holes = dice.between(1, 3); holes > 0 && characters.size() > fixed; --holes) {
        const std::size_t at = dice.between(fixed, characters.size() - 1);
        const auto begin = characters.begin() + static_cast<std::ptrdiff_t>(at);
        if (dice.in_percent(40)) {
            if (*begin != ":" && *begin != "*") {
                *begin = "?";
            }
            continue;
        }
        const std::size_t length = std::min(dice.below(6), characters.size() - at);
        characters.insert(characters.erase(begin, begin + static_cast<std::ptrdiff_t>(length)),
                          "*");
    }
    std::string result;
    for (const std::string& character : characters) {
        result += character;
    }
    return result;
}

std::string variable(Dice& dice) {
    if (dice.in_percent(20)) {
        return dice.one_of({"${*}", "${?}", "${$}", "${$}{aws:username}", "${*}${?}"});
    }
    const std::string key =
        in_some_case(dice, dice.one_of({"aws:username", "aws:username", "aws:username", "x:text",
                                        "x:absent", "host:Groups", "aws:PrincipalTag/team"}));
    if (dice.in_percent(70)) {
        return "${" + key + "}";
    }
    return joined({"${", key, dice.one_of({",", ", ", ",  "}),
                   dice.one_of({"'alice'", "'*'", "''", "'a:b'", "'${*}'", "'}'"}), "}"});
}

/// A name as a policy would have it.
std::string name_pattern(Dice& dice) {
    switch (dice.below(5)) {
    case 0:
        return variable(dice);
    case 1:
        return joined(
            {dice.one_of({"a", "x/", "*", ""}), variable(dice), dice.one_of({"", "/x", "*"})});
    case 2:
        return with_holes(dice, name(dice), 0);
    default:
        return name(dice);
    }
}

/// Six components, with wildcards and variables in any but the first.
std::string arn_pattern(Dice& dice) {
    std::string text;
    const std::string whole = arn(dice, dice.in_percent(60) ? variable(dice) : name(dice));
    std::size_t colons = 0;
    for (const char c : whole) {
        colons += c == ':' ? 1 : 0;
        text += c;
        if (c == ':' && colons < 5 && dice.in_percent(25)) {
            text += dice.one_of({"*", "?", "${*}", "a*", "${x:text, 'iam'}"});
        }
    }
    if (dice.in_percent(30) && text.find("${") == std::string::npos) {
        const std::size_t slash = std::min(text.find('/'), text.size());
        text = text.substr(0, slash) + dice.one_of({"*", "/*", "/a*", "/?lice", "*:x"});
    }
    return text;
}

std::string arn_value(Dice& dice, plain::Version version) {
    if (version == plain::Version::v2012 && dice.in_percent(12)) {
        return dice.one_of({"${aws:PrincipalArn}", "${x:arn}", "${x:absent}",
                            "${x:arn, 'arn:aws:s3:::bucket/alice'}"});
    }
    return dice.in_percent(10) ? dice.one_of({"*:*:*:*:*:*", "*:aws:*:*:*:*", "?rn:*:*:*:*:*e"})
                               : arn_pattern(dice);
}

std::string address_value(Dice& dice) {
    return dice.one_of({"10.0.0.0/8", "10.0.0.1/25", "10.0.0.0/24", "10.0.0.1", "0.0.0.0/0",
                        "10.0.0.128/32", "10.0.0.0/31", "8.0.0.0/6", "::/0", "::/1", "::1",
                        "2001:db8::/32", "2001:db8::/33", "2001:db8::1/128", "::ffff:0:0/96"});
}

/// What JSON takes for a number: no zeros in front.
bool is_json_number(std::string_view text) {
    const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
    return digits.find_first_not_of("0123456789.") == std::string_view::npos &&
           (digits.size() == 1 || digits[1] == '.' || digits[0] != '0');
}

} // namespace

std::string action_pattern(Dice& dice) {
    return in_some_case(dice, dice.one_of({"*",
                                           "*",
                                           "*",
                                           "iam:*",
                                           "iam:*",
                                           "iam:Get*",
                                           "iam:?etUser",
                                           "iam:*User*",
                                           "iam:*e*U*r",
                                           "iam:Get????",
                                           "iam:Get????*",
                                           "iam:GetUser",
                                           "iam:GetUsers",
                                           "s3:*",
                                           "s3:Get?*",
                                           "host:Run*",
                                           "host:*Session",
                                           "iam:**",
                                           "s3:G*t*b*t",
                                           "sts:GetSessionToken",
                                           "iam:G?t"}));
}

std::string resource_pattern(Dice& dice) {
    if (dice.in_percent(35)) {
        return dice.one_of({"*", "*", "*", "arn:*", "arn:aws:iam::*", "arn:**:*e"});
    }
    const std::string pattern = arn_pattern(dice);
    return dice.in_percent(50) ? with_holes(dice, pattern, 4) : pattern;
}

std::string policy_value(Dice& dice, const Operator& op, plain::Version version, bool is_bare) {
    switch (op.kind) {
    case Kind::number:
    case Kind::date: {
        std::string text;
        do {
            text = readable_value(dice, op.kind, "");
        } while (is_bare && !is_json_number(text));
        return is_bare ? text : in_quotes(text);
    }
    case Kind::boolean:
    case Kind::null:
        return is_bare ? dice.one_of({"true", "false"})
                       : in_quotes(readable_value(dice, Kind::boolean, ""));
    case Kind::binary:
        return in_quotes(dice.one_of({"YQ==", "YWI=", "YWJj", "w6k=", "", "WVE9PQ==", "AA=="}));
    case Kind::address:
        return in_quotes(address_value(dice));
    case Kind::arn:
        return in_quotes(arn_value(dice, version));
    case Kind::text:
        break;
    }
    return in_quotes(name_pattern(dice));
}

} // namespace mfa::test::random
