#include "engine/authority/replies.hpp"

#include "engine/present/duration.hpp"

#include <chrono>
#include <cstdlib>
#include <string>

namespace mfa::authority {

namespace {

using wire::Field;
using wire::Message;
using wire::MessageType;
using wire::Outcome;

Message reply(Outcome outcome, std::string_view error_code, std::string_view message) {
    Message answer{MessageType::reply};
    answer.add_number(Field::outcome, static_cast<std::int64_t>(outcome))
        .add(Field::error_code, error_code)
        .add(Field::message, message);
    return answer;
}

/// "the codes of `alice` look 90 s late"
std::string astray_sentence(const device::Astray& astray) {
    const std::string codes = "the codes of `" + astray.device + "` look ";
    if (astray.kind == otp::Kind::hotp) {
        return codes + std::to_string(astray.amount) + " presses ahead";
    }
    const auto size = present::duration_in_words(std::chrono::seconds{std::abs(astray.amount)});
    return codes + size + (astray.amount < 0 ? " late" : " early");
}

std::string wrong_code_sentence(const device::Attempt& attempt) {
    std::string sentence = "wrong code";
    if (attempt.astray) {
        sentence += "; " + astray_sentence(*attempt.astray) +
                    ": run `mfa_tool resync` in a session that is open";
    }
    if (attempt.retry_after.count() > 0) {
        sentence += "; " + present::try_again_in(attempt.retry_after);
    }
    return sentence;
}

} // namespace

Message reply_ok() {
    Message answer{MessageType::reply};
    answer.add_number(Field::outcome, static_cast<std::int64_t>(Outcome::ok));
    return answer;
}

Message reply_denied(const Judgement& judgement) {
    Message answer = reply(Outcome::denied, "denied",
                           "not authorized to perform " + judgement.action + " on " +
                               judgement.resource + ": " + judgement.reason);
    answer.add(Field::action, judgement.action).add(Field::resource, judgement.resource);
    return answer;
}

Message reply_forbidden(std::string_view message) {
    return reply(Outcome::denied, "denied", message);
}

Message reply_failed(std::string_view error_code, std::string_view message) {
    return reply(Outcome::failed, error_code, message);
}

Message reply_unavailable(const Error& error, audit::Log& log) {
    log.write(audit::Severity::error, audit::Event{"unavailable"}
                                          .with("kind", error_kind_name(error.kind()))
                                          .with("cause", error.message()));
    const bool is_record = error.kind() == ErrorKind::corrupt;
    return reply(Outcome::unavailable, "unavailable",
                 is_record
                     ? "your MFA record on this host is damaged: ask an administrator to look "
                       "at the log"
                     : "MFA is not available on this host now: ask an administrator to look "
                       "at the log");
}

std::optional<Message> reply_to(const device::Attempt& attempt) {
    using AttemptOutcome = device::Attempt::Outcome;
    const auto wait = attempt.retry_after;
    std::optional<Message> answer;
    switch (attempt.outcome) {
    case AttemptOutcome::accepted:
        return std::nullopt;
    case AttemptOutcome::wrong:
        answer = reply(Outcome::wrong_code, "wrong_code", wrong_code_sentence(attempt));
        break;
    case AttemptOutcome::spent:
        answer =
            reply(Outcome::wrong_code, "used_code",
                  attempt.recovery_id != 0 ? "this recovery code was used already: take another one"
                                           : "this code was used already: wait for the next one");
        break;
    case AttemptOutcome::same_code:
        answer = reply(Outcome::wrong_code, "same_code",
                       "the same code twice: wait until your device shows the next one");
        break;
    case AttemptOutcome::throttled:
        answer = reply(Outcome::throttled, "throttled",
                       "too many wrong codes: " + present::try_again_in(wait));
        break;
    case AttemptOutcome::no_device:
        answer = reply(Outcome::failed, "no_device",
                       "no device is enabled: run `mfa_tool enroll` first");
        break;
    }
    if (answer && wait.count() > 0) {
        answer->add_number(Field::retry_after_s, wait.count());
    }
    return answer;
}

std::optional<Message> reply_to(device::Refusal refusal, std::string_view device) {
    const std::string name = "`" + std::string{device} + "`";
    switch (refusal) {
    case device::Refusal::none:
        return std::nullopt;
    case device::Refusal::already_enabled:
        return reply_failed("device_exists",
                            "device " + name +
                                " is enabled already: deactivate it first, or give "
                                "the new one another name with --name");
    case device::Refusal::switched_off:
        return reply_failed("device_exists",
                            "device " + name +
                                " is switched off: `mfa_tool enable` with two codes from it "
                                "switches it on again; deleting it needs MFA");
    case device::Refusal::too_many_devices:
        return reply_failed("too_many_devices",
                            "there are as many devices as one user may have: delete one first");
    case device::Refusal::not_found:
        return reply_failed("not_found", "there is no device " + name +
                                             ", or it was not enabled "
                                             "within the hour: run `mfa_tool enroll`");
    case device::Refusal::not_enabled:
        return reply_failed("not_enabled", "device " + name + " is not enabled");
    }
    return reply_failed("failed", "unknown refusal");
}

std::vector<Message> path_items(Field field, const std::vector<std::string>& paths) {
    constexpr std::size_t item_size_max = wire::packet_max / 2;
    constexpr std::size_t item_fields_max = wire::fields_max / 2;
    std::vector<Message> items;
    std::size_t size = 0;
    std::size_t fields = item_fields_max;
    for (const std::string& path : paths) {
        if (fields == item_fields_max || size + path.size() > item_size_max) {
            items.emplace_back(MessageType::item);
            size = 0;
            fields = 0;
        }
        items.back().add(field, path);
        size += path.size();
        ++fields;
    }
    return items;
}

} // namespace mfa::authority
