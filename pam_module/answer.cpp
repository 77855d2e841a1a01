#include "pam_module/answer.hpp"

#include "engine/base/text.hpp"
#include "engine/present/duration.hpp"

#include <security/_pam_types.h>

namespace mfa::pam {

namespace {

std::string throttled_text(const wire::Message& reply) {
    const auto wait_s = reply.number(wire::Field::retry_after_s);
    return wait_s
               ? "Too many wrong codes: " + present::try_again_in(std::chrono::seconds{*wait_s}) +
                     "."
               : sentence_or(reply, "Too many wrong codes: try again later.");
}

} // namespace

Result<wire::Outcome> outcome_of(const wire::Message& reply) {
    const auto number = reply.number(wire::Field::outcome);
    if (!number) {
        return nonsense("no outcome");
    }
    const auto outcome = static_cast<wire::Outcome>(*number);
    switch (outcome) {
    case wire::Outcome::ok:
    case wire::Outcome::failed:
    case wire::Outcome::denied:
    case wire::Outcome::wrong_code:
    case wire::Outcome::throttled:
    case wire::Outcome::unavailable:
        return outcome;
    }
    return nonsense("unknown outcome " + std::to_string(*number));
}

Result<wire::Verdict> verdict_of(const wire::Message& reply) {
    const auto number = reply.number(wire::Field::verdict);
    if (!number) {
        return nonsense("no verdict");
    }
    const auto verdict = static_cast<wire::Verdict>(*number);
    switch (verdict) {
    case wire::Verdict::not_needed:
    case wire::Verdict::ask_code:
    case wire::Verdict::offer_enroll:
    case wire::Verdict::without_factor:
    case wire::Verdict::deny:
    case wire::Verdict::limited:
        return verdict;
    }
    return nonsense("unknown verdict " + std::to_string(*number));
}

std::string sentence_of(const wire::Message& reply) {
    return escape_controls(reply.text(wire::Field::message).value_or(std::string_view{}));
}

std::string sentence_or(const wire::Message& reply, std::string otherwise) {
    std::string sentence = sentence_of(reply);
    return sentence.empty() ? std::move(otherwise) : sentence;
}

Ruling refusal(wire::Outcome outcome, const wire::Message& reply, Phase phase) {
    switch (outcome) {
    case wire::Outcome::failed:
    case wire::Outcome::denied:
        return Ruling{refused(phase), sentence_or(reply, "Access is denied.")};
    case wire::Outcome::wrong_code:
        return Ruling{refused(phase), sentence_or(reply, "Wrong code."), Delivery::if_possible};
    case wire::Outcome::throttled:
        return Ruling{phase == Phase::auth ? PAM_MAXTRIES : refused(phase), throttled_text(reply)};
    case wire::Outcome::ok:
    case wire::Outcome::unavailable:
        return Ruling{unavailable(phase), sentence_or(reply, unavailable_text())};
    }
    return Ruling{unavailable(phase), unavailable_text()};
}

Error nonsense(std::string what) {
    return Error{ErrorKind::protocol, "read the helper's answer", std::move(what)};
}

} // namespace mfa::pam
