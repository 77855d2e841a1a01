#include "engine/authority/device_facts.hpp"

#include "engine/base/text.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/device/recovery.hpp"
#include "engine/otp/base32.hpp"
#include "engine/otp/qr_code.hpp"
#include "engine/otp/uri.hpp"

namespace mfa::authority {

namespace {

using device::Attempt;
using wire::Field;
using wire::Message;

std::string_view outcome_name(Attempt::Outcome outcome) {
    switch (outcome) {
    case Attempt::Outcome::accepted:
        return "accepted";
    case Attempt::Outcome::wrong:
        return "wrong_code";
    case Attempt::Outcome::spent:
        return "used_code";
    case Attempt::Outcome::same_code:
        return "same_code";
    case Attempt::Outcome::throttled:
        return "throttled";
    case Attempt::Outcome::no_device:
        return "no_device";
    }
    return "unknown";
}

void add_time(Message& message, Field field, const std::optional<WallTime>& time) {
    if (time) {
        message.add(field, format_rfc3339(*time));
    }
}

} // namespace

std::string_view state_name(device::State state) {
    switch (state) {
    case device::State::created:
        return "created";
    case device::State::enabled:
        return "enabled";
    }
    return "created";
}

void log_attempt(const Services& services, std::string_view event, std::string_view user,
                 const Attempt& attempt, std::string_view service, std::string_view remote_host) {
    audit::Event line{event};
    line.with("user", user)
        .with("outcome", outcome_name(attempt.outcome))
        .with("device", attempt.device)
        .with("service", service)
        .with("rhost", remote_host);
    if (attempt.retry_after.count() > 0) {
        line.with("retry_after_s", attempt.retry_after.count());
    }
    if (attempt.recovery_id != 0) {
        line.with("factor", device::recovery_factor);
    }
    if (attempt.astray) {
        line.with("astray", attempt.astray->device).with("astray_by", attempt.astray->amount);
    }
    // A recovery code is for emergencies: whoever reads the log shall see it.
    const bool accepted = attempt.outcome == Attempt::Outcome::accepted && attempt.recovery_id == 0;
    services.log.write(accepted ? audit::Severity::info : audit::Severity::notice, line);
}

void add_recovery_notice(const device::Account& account, const Attempt& attempt, Message& reply) {
    if (attempt.recovery_id == 0) {
        return;
    }
    const std::size_t left = device::recovery_codes_left(account);
    const std::string how_many = left == 0   ? "none is"
                                 : left == 1 ? "1 is"
                                             : std::to_string(left) + " are";
    reply.add_number(Field::recovery_codes_left, static_cast<std::int64_t>(left))
        .add(Field::notice, "You used a recovery code; " + how_many +
                                " left. Make new ones with `mfa_tool recovery-codes`.");
}

void log_change(const Services& services, std::string_view event, std::string_view caller,
                std::string_view owner, std::string_view device) {
    services.log.write(
        audit::Severity::info,
        audit::Event{event}.with("user", caller).with("owner", owner).with("device", device));
}

Result<> add_secret(const Services& services, const device::Device& device,
                    std::string_view account_name, Message& reply) {
    const SecretBuffer key = TRY(otp::base32_encode(device.secret));
    const SecretBuffer uri =
        TRY(otp::key_uri(services.settings.issuer, account_name, key, device.parameters));
    const otp::QrCode picture = TRY(otp::encode_qr(uri));
    reply.add(Field::device, device.name)
        .add(Field::secret, key)
        .add(Field::uri, uri)
        .add_number(Field::qr_size, static_cast<std::int64_t>(picture.size))
        .add(Field::qr_modules, picture.modules);
    return {};
}

Message device_item(const device::Device& device, const device::DeviceUsage& usage,
                    std::string_view user, std::string_view arn) {
    Message item{wire::MessageType::item};
    item.add(Field::device, device.name)
        .add(Field::arn, arn)
        .add(Field::user, user)
        .add(Field::type, otp::kind_name(device.parameters.kind))
        .add(Field::algorithm, otp::algorithm_name(device.parameters.algorithm))
        .add_number(Field::digits, device.parameters.digits)
        .add_number(Field::period_s, device.parameters.period_s)
        .add(Field::state, state_name(device.state))
        .add_number(Field::drift_s, device::drift_s(device, usage));
    add_time(item, Field::created_at, device.created_at);
    add_time(item, Field::enabled_at, device.enabled_at);
    add_time(item, Field::last_used_at, usage.last_used_at);
    if (device.parameters.kind == otp::Kind::hotp) {
        item.add_number(Field::counter, usage.last_step + 1);
    }
    return item;
}

std::vector<Message> device_items(device::Account& account, const Authorizer& authorizer,
                                  WallTime now) {
    std::vector<Message> items;
    const auto astray = device::confirmed_stray(account);
    for (const device::Device& device : account.devices()) {
        if (device::has_expired(device, now)) {
            continue;
        }
        items.push_back(device_item(device, account.usage_of(device), account.owner().user,
                                    authorizer.device_arn(device.name)));
        if (astray && astray->device == device.name) {
            items.back().add_number(Field::astray, astray->amount);
        }
    }
    return items;
}

} // namespace mfa::authority
