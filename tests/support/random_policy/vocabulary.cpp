#include "tests/support/random_policy/vocabulary.hpp"

#include <nlohmann/json.hpp>

namespace mfa::test::random {

namespace {

std::vector<Operator> all_operators() {
    struct Base {
        const char* name;
        Kind kind;
    };
    std::vector<Base> bases{
        {"StringEquals", Kind::text},
        {"StringNotEquals", Kind::text},
        {"StringEqualsIgnoreCase", Kind::text},
        {"StringNotEqualsIgnoreCase", Kind::text},
        {"StringLike", Kind::text},
        {"StringNotLike", Kind::text},
        {"NumericEquals", Kind::number},
        {"NumericNotEquals", Kind::number},
        {"NumericLessThan", Kind::number},
        {"NumericLessThanEquals", Kind::number},
        {"NumericGreaterThan", Kind::number},
        {"NumericGreaterThanEquals", Kind::number},
        {"DateEquals", Kind::date},
        {"DateNotEquals", Kind::date},
        {"DateLessThan", Kind::date},
        {"DateLessThanEquals", Kind::date},
        {"DateGreaterThan", Kind::date},
        {"DateGreaterThanEquals", Kind::date},
        {"Bool", Kind::boolean},
        {"BinaryEquals", Kind::binary},
        {"IpAddress", Kind::address},
        {"NotIpAddress", Kind::address},
        {"ArnEquals", Kind::arn},
        {"ArnNotEquals", Kind::arn},
        {"ArnLike", Kind::arn},
        {"ArnNotLike", Kind::arn},
    };
    std::vector<Operator> all;
    for (const std::string qualifier : {"", "ForAllValues:", "ForAnyValue:"}) {
        for (const Base& base : bases) {
            all.push_back({qualifier + base.name, base.kind});
            all.push_back({qualifier + base.name + "IfExists", base.kind});
        }
        all.push_back({qualifier + "Null", Kind::null});
    }
    return all;
}

/// Not all of these are values that a policy may have.
std::string unreadable(Dice& dice, Kind kind) {
    switch (kind) {
    case Kind::number:
        return dice.one_of({"abc", "1e3", "+1", " 1", "1 ", "0x10", "1.", ".5", "-", "1.2.3", "NaN",
                            "--1", "1,5", "\xd9\xa1"});
    case Kind::date:
        return dice.one_of({"today", "2026-13-01", "2026-02-30", "2026-11-23T10:00:00",
                            "2026-11-23 10:00:00Z", "26-11-23", "2026-11-23T25:00:00Z",
                            "2026-11-23T10:00:00+1:00", "2026-11-23T10:00:00.Z", "2026-11-23T10Z",
                            "2026-00-10", "2026-11-23T10:61Z", "-1.5", "-1.0", "1e9",
                            "2026-11-23Z"});
    case Kind::boolean:
        return dice.one_of({"maybe", "1", "0", "yes", " true", "truee", "tru"});
    case Kind::address:
        return dice.one_of({"10.0.0", "10.0.0.256", "10.0.0.1/8", "fe80::1%eth0", "localhost",
                            "10.0.0.1:22", "[::1]", " 10.0.0.1", "1::2::3", "10.0.0.01"});
    case Kind::arn:
        return dice.one_of({"arn:aws:iam::123456789012", "alice", "arn", ":::::", "::::", "*",
                            "arn:aws:iam:user/alice"});
    case Kind::text:
    case Kind::binary:
    case Kind::null:
        break;
    }
    return dice.one_of({"${aws:username", "${", "$", "'", "${*}", "**", "\n", "a\tb"});
}

} // namespace

const std::vector<Operator>& operators() {
    static const std::vector<Operator> all = all_operators();
    return all;
}

const std::vector<Key>& keys() {
    static const std::vector<Key> all{
        {"aws:username", Kind::text},
        {"x:text", Kind::text},
        {"host:Groups", Kind::text},
        {"aws:PrincipalTag/team", Kind::text},
        {"aws:MultiFactorAuthAge", Kind::number},
        {"x:number", Kind::number},
        {"aws:CurrentTime", Kind::date},
        {"x:date", Kind::date},
        {"aws:MultiFactorAuthPresent", Kind::boolean},
        {"x:flag", Kind::boolean},
        {"x:bytes", Kind::binary},
        {"aws:SourceIp", Kind::address},
        {"x:addresses", Kind::address},
        {"aws:PrincipalArn", Kind::arn},
        {"x:arn", Kind::arn},
    };
    return all;
}

std::string name(Dice& dice) {
    return dice.one_of({"alice",
                        "alice",
                        "bob",
                        "al",
                        "Alice",
                        "ALICE",
                        "*",
                        "?",
                        "a*",
                        "al?ce",
                        "alice/x",
                        "alice:x",
                        "\xc3\xa9lodie",
                        "\xc3\x89lodie",
                        "e\xcc\x81lodie",
                        "\xf0\x9f\x94\x91",
                        "${aws:username}",
                        "${*}",
                        "a$b",
                        "$",
                        "a"});
}

std::string account(Dice& dice) {
    return dice.one_of({"123456789012", "123456789012", "444455556666"});
}

std::string arn(Dice& dice, std::string_view user) {
    const std::string who = dice.in_percent(50) ? std::string{user} : name(dice);
    switch (dice.below(6)) {
    case 0:
        return "arn:aws:s3:::bucket/" + who + dice.one_of({"", "/x", "/x/y", ":x"});
    case 1:
        return "arn:aws:host:web1:" + account(dice) + dice.one_of({":service/", ":command/usr/"}) +
               who;
    case 2:
        return "arn:aws:iam::" + account(dice) + ":mfa/" + who + dice.one_of({"", "/phone"});
    default:
        return "arn:aws:iam::" + account(dice) + ":user/" + who;
    }
}

std::string readable_value(Dice& dice, Kind kind, std::string_view user) {
    switch (kind) {
    case Kind::number:
        return dice.one_of({"0",
                            "-0",
                            "-1",
                            "1",
                            "0.5",
                            "0.50",
                            "00.5",
                            "-0.5",
                            "10",
                            "9",
                            "3599",
                            "3600",
                            "3600.0",
                            "3600.1",
                            "007",
                            "9007199254740992",
                            "9007199254740993",
                            "-9007199254740993",
                            "12345678901234567890123",
                            "12345678901234567890124",
                            "18446744073709551616",
                            "1.0000000000001"});
    case Kind::date:
        return dice.one_of({"2026-11-23",
                            "2026-11-23T00:00:00Z",
                            "2026-11-23T00:00Z",
                            "2026-11-23T01:00:00+01:00",
                            "2026-11-22T23:59:59.999Z",
                            "2026-11-23T00:00:00.000Z",
                            "2026-11-23T00:00:00.25Z",
                            "2026-11-23T00:00:00.250-00:00",
                            "1795392000",
                            "1795392000.25",
                            "1795391999",
                            "2024-02-29",
                            "2024-03-01T05:30:00+05:30",
                            "1709164800",
                            "0",
                            "1970-01-01",
                            "1969-12-31T23:59:59Z",
                            "-1",

                            "2026-11",
                            "2026-11-01",
                            "0000-01-01",
                            "9999-12-31T23:59:59-23:59",
                            "1900-03-01",
                            "2000-02-29"});
    case Kind::boolean:
        return dice.one_of({"true", "false", "true", "false", "TRUE", "False", "tRuE"});
    case Kind::binary:
        return dice.in_percent(15) ? std::string(1, '\0')
                                   : dice.one_of({"a", "ab", "abc", "\xc3\xa9", "YQ=="});
    case Kind::address:
        return dice.one_of({"10.0.0.0", "10.0.0.1", "10.0.0.127", "10.0.0.128", "10.0.1.0",
                            "10.255.255.255", "11.0.0.0", "9.255.255.255", "0.0.0.0", "::1",
                            "::", "::ffff:10.0.0.1", "2001:db8::", "2001:db8::1", "2001:DB8:0:0::1",
                            "2001:db8:7fff:ffff::", "2001:db8:8000::", "2001:db9::"});
    case Kind::arn:
        return dice.in_percent(15) ? "arn:aws:iam::" + account(dice) + ":root" : arn(dice, user);
    case Kind::text:
    case Kind::null:
        break;
    }
    return dice.in_percent(25) ? std::string{user} : name(dice);
}

std::string request_value(Dice& dice, Kind kind, std::string_view user) {
    if (dice.in_percent(4)) {
        return "";
    }
    return dice.in_percent(10) ? unreadable(dice, kind) : readable_value(dice, kind, user);
}

std::string in_some_case(Dice& dice, std::string text) {
    if (dice.in_percent(75)) {
        return text;
    }
    const bool is_upper = dice.in_percent(50);
    for (char& c : text) {
        if (is_upper && c >= 'a' && c <= 'z') {
            c = static_cast<char>(c - 'a' + 'A');
        } else if (!is_upper && c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return text;
}

std::string in_quotes(std::string_view text) {
    return nlohmann::json(text).dump();
}

std::string listed(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        text += (text.empty() ? "" : ", ") + part;
    }
    return "[" + text + "]";
}

} // namespace mfa::test::random
