// Making a device: with a secret of ours, or with one that was made elsewhere (a hardware token's).
//
// MUST: a secret that comes from elsewhere is known elsewhere, so taking one is an action of its
// own beside the making (host:ImportSecret). No answer repeats it.
#include "engine/authority/device_facts.hpp"
#include "engine/authority/device_parameters.hpp"
#include "engine/authority/dispatch.hpp"
#include "engine/authority/replies.hpp"
#include "engine/authority/standing.hpp"
#include "engine/authority/tool_request.hpp"
#include "engine/device/life_cycle.hpp"
#include "engine/otp/typed_secret.hpp"

namespace mfa::authority {

namespace {

using wire::Field;
using wire::Message;

constexpr std::string_view create_action = "iam:CreateVirtualMFADevice";

/// The secret and the counter that the request brings, or a reply that says what is wrong.
std::optional<Message> read_seed(const Message& request, device::Seed& seed) {
    const auto typed = request.secret(Field::secret);
    if (!typed) {
        return reply_failed("invalid_input", "a secret is wanted");
    }
    auto secret = otp::read_typed_secret(*typed);
    if (!secret) {
        return reply_failed("invalid_input",
                            "the secret cannot be read: " + secret.error().detail());
    }
    seed.secret = std::move(secret).take();
    const std::int64_t counter = request.number(Field::counter).value_or(0);
    constexpr std::int64_t counter_max = std::int64_t{1} << 48U;
    if (counter < 0 || counter > counter_max ||
        (counter > 0 && seed.parameters.kind != otp::Kind::hotp)) {
        return reply_failed("invalid_input",
                            "only a hotp device has a counter, and it is not negative");
    }
    seed.last_step = seed.parameters.kind == otp::Kind::hotp ? counter - 1 : -1;
    return std::nullopt;
}

bool wants_enabled(const Message& request) {
    return request.number(Field::enable_now).value_or(0) == 1;
}

/// What the policy says to a secret from elsewhere, beside what it says to the making.
std::optional<Message> refused_seed(const ToolRequest& tool, const Message& request) {
    if (auto refused = tool.refused("host:ImportSecret", tool.owner_arn())) {
        return refused;
    }
    return wants_enabled(request) ? tool.refused("iam:EnableMFADevice", tool.owner_arn())
                                  : std::nullopt;
}

} // namespace

Result<Answer> Authority::create(const Message& request) {
    const auto tool = TRY(ToolRequest::read(request, m_services, m_caller, m_authorizer));
    const std::string name = tool.new_device_name();
    if (auto refused = tool.refused(create_action, m_authorizer.device_arn(name))) {
        return answer_only(std::move(*refused));
    }
    const bool is_import = request.text(Field::secret).has_value();
    if (auto refused = is_import ? refused_seed(tool, request) : std::nullopt) {
        return answer_only(std::move(*refused));
    }
    device::Seed seed;
    if (auto refused = read_parameters(request, seed.parameters)) {
        return answer_only(std::move(*refused));
    }
    if (auto refused = is_import ? read_seed(request, seed) : std::nullopt) {
        return answer_only(std::move(*refused));
    }
    auto account = TRY(tool.open_account());
    if (auto refused = tool.refused_second_factor(account, create_action)) {
        return answer_only(std::move(*refused));
    }
    return is_import ? create_imported(request, tool, account, seed)
                     : create_own(tool, account, seed.parameters);
}

Result<Answer> Authority::create_own(const ToolRequest& tool, device::Account& account,
                                     const otp::Parameters& parameters) {
    const std::string name = tool.new_device_name();
    const auto refusal =
        TRY(device::create(account, name, parameters, m_services.settings.devices_per_user,
                           m_services.random, m_services.now()));
    if (auto refused = reply_to(refusal, name)) {
        return answer_only(std::move(*refused));
    }
    log_change(m_services, "create", tool.caller().name, tool.owner().name, name);
    Message reply = reply_ok();
    TRY(add_secret(m_services, *account.find(name), name, reply));
    reply.add(Field::arn, m_authorizer.device_arn(name)).add(Field::state, "created");
    return answer_only(std::move(reply));
}

Result<Answer> Authority::create_imported(const Message& request, const ToolRequest& tool,
                                          device::Account& account, const device::Seed& seed) {
    const std::string name = tool.new_device_name();
    const bool enables = wants_enabled(request);
    if (auto refused = enables ? refused_for_standing(m_services, account) : std::nullopt) {
        return answer_only(std::move(*refused));
    }
    const std::size_t limit = m_services.settings.devices_per_user;
    const auto refusal =
        enables ? TRY(device::take_over(account, name, seed, limit, m_services.now()))
                : TRY(device::create_from_seed(account, name, seed, limit, m_services.now()));
    if (auto refused = reply_to(refusal, name)) {
        return answer_only(std::move(*refused));
    }
    log_change(m_services, "import", tool.caller().name, tool.owner().name, name);
    if (enables) {
        log_change(m_services, "enable", tool.caller().name, tool.owner().name, name);
    }
    Message reply = reply_ok();
    reply.add(Field::device, name)
        .add(Field::arn, m_authorizer.device_arn(name))
        .add(Field::state, enables ? "enabled" : "created")
        .add(Field::type, otp::kind_name(seed.parameters.kind));
    return answer_only(std::move(reply));
}

} // namespace mfa::authority
