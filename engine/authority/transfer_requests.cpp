// Devices that come from another system or host, and those that go to one.
//
// A secret that was not made here may be known to others, so taking one is an action of its own,
// beside those of an ordinary enrolment. One that leaves is known to others from then on.
#include "engine/authority/device_facts.hpp"
#include "engine/authority/device_parameters.hpp"
#include "engine/authority/dispatch.hpp"
#include "engine/authority/replies.hpp"
#include "engine/authority/tool_request.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/device/recovery.hpp"
#include "engine/otp/base32.hpp"

#include <algorithm>
#include <limits>

namespace mfa::authority {

namespace {

using device::Account;
using device::Device;
using device::State;
using wire::Field;
using wire::Message;

/// RFC 4226 section 4, R6 asks for 16 bytes; google-authenticator made 10 until 2018.
constexpr std::size_t imported_secret_min = 10;
constexpr std::size_t imported_secret_max = 128;

/// Most by which a device's clock may be off: as far as resync looks.
constexpr std::int64_t imported_drift_max_s = 86400;

Message bad_seed(std::string_view why) {
    return reply_failed("invalid_input", why);
}

/// What is spent of the device, and how its clock is off, or a reply that says what cannot be.
std::optional<Message> read_imported_usage(const Message& request, WallTime now,
                                           device::Seed& seed) {
    constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max() - 1;
    if (seed.parameters.kind == otp::Kind::hotp) {
        const std::int64_t counter = request.number(Field::counter).value_or(0);
        if (counter < 0 || counter > largest) {
            return bad_seed("a counter is not negative");
        }
        seed.last_step = counter - 1;
        return std::nullopt;
    }
    const std::int64_t drift_s = request.number(Field::drift_s).value_or(0);
    if (drift_s < -imported_drift_max_s || drift_s > imported_drift_max_s) {
        return bad_seed("the device's clock is off by more than a day");
    }
    const auto period_s = static_cast<std::int64_t>(seed.parameters.period_s);
    seed.drift_steps = static_cast<std::int32_t>(drift_s / period_s);
    seed.last_step = request.number(Field::last_step).value_or(-1);
    // Nobody can have used a code that the device has not shown yet: a step from further on would
    // lock the user out until then.
    const otp::Step latest =
        otp::step_at(now, seed.parameters.period_s) + imported_drift_max_s / period_s;
    if (seed.last_step < -1 || seed.last_step > latest) {
        return bad_seed("codes of a time that has not come are spent: is this host's clock right?");
    }
    return std::nullopt;
}

/// What shall be taken over, or a reply that says why it cannot be.
Result<std::optional<Message>> read_seed(const Message& request, WallTime now, device::Seed& seed) {
    if (auto refused = read_parameters(request, seed.parameters)) {
        return refused;
    }
    const auto text = request.secret(Field::secret);
    auto secret = text ? otp::base32_decode(*text)
                       : Result<SecretBuffer>{Error{ErrorKind::invalid_input, "read a secret"}};
    if (!secret || secret->size() < imported_secret_min || secret->size() > imported_secret_max) {
        return std::optional{bad_seed("a secret of 10 to 128 bytes is wanted, as base32")};
    }
    seed.secret = std::move(secret).take();
    return read_imported_usage(request, now, seed);
}

/// The actions of an import, in the order in which the policy is asked for them.
std::optional<Message> refused_import(const ToolRequest& tool, const Authorizer& authorizer,
                                      const std::string& name) {
    if (auto refused = tool.refused("host:ImportSecret", tool.owner_arn())) {
        return refused;
    }
    if (auto refused = tool.refused("iam:CreateVirtualMFADevice", authorizer.device_arn(name))) {
        return refused;
    }
    return tool.refused("iam:EnableMFADevice", tool.owner_arn());
}

} // namespace

Result<Answer> Authority::import_device(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    const std::string name = tool.new_device_name();
    if (auto refused = refused_import(tool, m_authorizer, name)) {
        return answer_only(std::move(*refused));
    }
    const auto now = m_services.now();
    device::Seed seed;
    if (auto refused = TRY(read_seed(request, now.wall, seed))) {
        return answer_only(std::move(*refused));
    }
    const auto codes = request.secrets(Field::scratch_code);
    if (!std::all_of(codes.begin(), codes.end(), device::is_scratch_code)) {
        return answer_only(bad_seed("a scratch code has eight digits"));
    }
    auto account = TRY(tool.open_account());
    if (auto refused = tool.refused_second_factor(account, "host:ImportSecret")) {
        return answer_only(std::move(*refused));
    }
    const std::size_t limit = m_services.settings.devices_per_user;
    const bool is_dry_run = request.number(Field::dry_run).value_or(0) != 0;
    const auto refusal = is_dry_run ? device::refusal_to_add(account, name, limit, now)
                                    : TRY(device::take_over(account, name, seed, limit, now));
    if (auto refused = reply_to(refusal, name)) {
        return answer_only(std::move(*refused));
    }
    std::size_t kept = device::recovery_codes_that_fit(account, codes.size());
    if (!is_dry_run) {
        log_change(m_services, "import", tool.caller().name, tool.owner().name, name);
        kept = TRY(device::add_recovery_codes(account, codes, m_services.random, now));
    }
    const std::int64_t drift_s =
        std::int64_t{seed.drift_steps} * static_cast<std::int64_t>(seed.parameters.period_s);
    Message reply = reply_ok();
    reply.add(Field::device, name)
        .add(Field::arn, m_authorizer.device_arn(name))
        .add(Field::state, state_name(State::enabled))
        .add_number(Field::drift_s, drift_s)
        .add_number(Field::skipped, static_cast<std::int64_t>(codes.size() - kept));
    return answer_only(std::move(reply));
}

Result<Answer> Authority::export_user(const Message& request) {
    auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    if (auto refused = tool.refused("host:ExportSecret", tool.owner_arn())) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    // Without a factor shown nobody gets the secret of his own: it is worth all codes to come.
    if (auto refused = tool.refused_second_factor(account, "host:ExportSecret")) {
        return answer_only(std::move(*refused));
    }
    Answer answer{{}, reply_ok()};
    for (const Device& device : account.devices()) {
        if (device.state != State::enabled) {
            continue; // proved by nobody, or switched off: nothing that another host should trust
        }
        const device::DeviceUsage& usage = account.usage_of(device);
        Message item =
            device_item(device, usage, tool.owner().name, m_authorizer.device_arn(device.name));
        item.add(Field::secret, TRY(otp::base32_encode(device.secret)));
        if (device.parameters.kind == otp::Kind::totp && usage.last_step >= 0) {
            item.add_number(Field::last_step, usage.last_step);
        }
        answer.items.push_back(std::move(item));
        log_change(m_services, "export", tool.caller().name, tool.owner().name, device.name);
    }
    if (answer.items.empty()) {
        return answer_only(reply_failed("no_device", "there is no enabled device to export"));
    }
    return answer;
}

} // namespace mfa::authority
