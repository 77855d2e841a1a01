#include "engine/authority/user_facts.hpp"

#include "engine/base/text.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/device/recovery.hpp"
#include "engine/device/throttle.hpp"
#include "engine/policy/wildcard.hpp"

#include <algorithm>

namespace mfa::authority {

namespace {

using wire::Field;
using wire::Message;

std::string_view problem_code(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::corrupt:
        return "damaged";
    case ErrorKind::unsafe_file:
        return "unsafe_file";
    case ErrorKind::timeout:
        return "busy";
    case ErrorKind::system:
    case ErrorKind::not_found:
    case ErrorKind::invalid_input:
    case ErrorKind::invalid_config:
    case ErrorKind::protocol:
    case ErrorKind::crypto:
    case ErrorKind::internal:
        break;
    }
    return "unreadable";
}

} // namespace

RecordProblem problem_of(const Error& error) {
    return {std::string{problem_code(error.kind())}, error.message()};
}

RecordProblem no_such_user_any_more() {
    return {"no_such_user", "no such user any more"};
}

UserFacts facts_of(const Services& services, device::Account& account) {
    UserFacts facts;
    facts.user = account.owner().user;
    facts.uid = account.owner().uid;
    const WallTime now = services.wall_clock.now();
    for (const device::Device& device : account.devices()) {
        if (device::has_expired(device, now)) {
            continue;
        }
        ++facts.devices_total;
        facts.devices_enabled += device.state == device::State::enabled ? 1U : 0U;
        facts.last_used_at = std::max(facts.last_used_at, account.usage_of(device).last_used_at);
    }
    facts.failures = account.usage().failures;
    facts.locked_for =
        device::throttle_remaining(account.usage(), services.boot_clock.now(), services.boot);
    facts.is_disabled = account.is_disabled();
    facts.recovery_codes_left = device::recovery_codes_left(account);
    return facts;
}

UserFacts facts_of(const Services& services, const std::string& user, std::optional<uid_t> uid) {
    UserFacts facts;
    facts.user = user;
    facts.uid = uid;
    if (!uid) {
        facts.problem = no_such_user_any_more();
        return facts;
    }
    auto account = device::Account::look(services.store, services.sealer, {user, *uid});
    if (!account) {
        facts.problem = problem_of(account.error());
        return facts;
    }
    return facts_of(services, *account);
}

void add_facts(const UserFacts& facts, Message& message) {
    message.add(Field::user, facts.user);
    if (facts.uid) {
        message.add_number(Field::uid, *facts.uid);
    }
    if (facts.problem) {
        message.add(Field::problem_code, facts.problem->code)
            .add(Field::problem, facts.problem->text);
        return;
    }
    message.add_number(Field::devices_enabled, static_cast<std::int64_t>(facts.devices_enabled))
        .add_number(Field::devices_total, static_cast<std::int64_t>(facts.devices_total))
        .add_number(Field::failures, facts.failures)
        .add_number(Field::locked_for_s, facts.locked_for.count())
        .add_number(Field::disabled, facts.is_disabled ? 1 : 0)
        .add_number(Field::recovery_codes_left,
                    static_cast<std::int64_t>(facts.recovery_codes_left));
    if (facts.last_used_at) {
        message.add(Field::last_used_at, format_rfc3339(*facts.last_used_at));
    }
}

Result<UserFilter> UserFilter::read(const Message& request) {
    UserFilter filter;
    if (const auto pattern = request.text(Field::name_pattern)) {
        filter.m_pattern = *pattern;
    }
    for (const std::string_view condition : request.texts(Field::only)) {
        if (condition == "locked") {
            filter.m_locked = true;
        } else if (condition == "without_device") {
            filter.m_without_device = true;
        } else if (condition == "disabled") {
            filter.m_disabled = true;
        } else {
            return Error{ErrorKind::invalid_input, "read which users are wanted",
                         "unknown condition"};
        }
    }
    return filter;
}

bool UserFilter::fits_name(std::string_view user) const {
    return !m_pattern || policy::covers(policy::Pattern::from_wildcards(*m_pattern), user,
                                        policy::LetterCase::exact);
}

bool UserFilter::fits(const UserFacts& facts) const {
    const bool is_judged = !facts.problem || !(m_locked || m_without_device || m_disabled);
    return is_judged && (!m_locked || facts.locked_for.count() > 0) &&
           (!m_without_device || facts.devices_enabled == 0) && (!m_disabled || facts.is_disabled);
}

} // namespace mfa::authority
