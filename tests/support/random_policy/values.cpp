#include "tests/support/random_policy/vocabulary.hpp"

namespace mfa::test::random {

namespace {

std::string number(Dice& dice) {
    if (dice.in_percent(30)) {
        return dice.one_of({"9007199254740992", "9007199254740993", "-9007199254740993",
                            "18446744073709551616", "12345678901234567890123",
                            "12345678901234567890124"});
    }
    return dice.one_of({"0", "-0", "-1", "1", "0.5", "0.50", "00.5", "-0.5", "10", "9", "007",
                        "3599", "3600", "3600.0", "3600.1"});
}

/// Most are around one midnight.
std::string date(Dice& dice) {
    switch (dice.below(4)) {
    case 0:
        return dice.one_of({"1795392000", "1795391999", "1709164800", "0", "-1", "1795392000.25"});
    case 1:
        return dice.one_of({"1970-01-01", "1900-03-01", "2000-02-29", "2024-02-29", "2026-11",
                            "2026-11-01", "2024-03-01T05:30:00+05:30", "1969-12-31T23:59:59Z",
                            "0000-01-01", "9999-12-31T23:59:59-23:59"});
    default:
        return dice.one_of({"2026-11-23", "2026-11-23T00:00Z", "2026-11-23T00:00:00Z",
                            "2026-11-23T00:00:00.000Z", "2026-11-23T01:00:00+01:00",
                            "2026-11-23T00:00:00.25Z", "2026-11-23T00:00:00.250-00:00",
                            "2026-11-22T23:59:59.999Z"});
    }
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

std::string readable_value(Dice& dice, Kind kind, std::string_view user) {
    switch (kind) {
    case Kind::number:
        return number(dice);
    case Kind::date:
        return date(dice);
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

} // namespace mfa::test::random
