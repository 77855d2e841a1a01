// What a test says, and how answers combine.
#pragma once

namespace mfa::policy {

/// `failed` is no answer: a Deny takes it for a yes, an Allow for a no.
enum class Match { no, yes, failed };

constexpr Match from_bool(bool value) {
    return value ? Match::yes : Match::no;
}

constexpr Match opposite(Match match) {
    return match == Match::failed ? match : from_bool(match == Match::no);
}

/// Or, and below it and. A sure answer outweighs a failure where it settles the matter.
constexpr Match either(Match left, Match right) {
    if (left == Match::yes || right == Match::yes) {
        return Match::yes;
    }
    return left == Match::failed || right == Match::failed ? Match::failed : Match::no;
}

constexpr Match both(Match left, Match right) {
    return opposite(either(opposite(left), opposite(right)));
}

} // namespace mfa::policy
