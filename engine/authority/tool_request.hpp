// A request of mfa_tool: who calls, whose devices it is about, which device is meant.
#pragma once

#include "engine/authority/authorizer.hpp"
#include "engine/authority/login.hpp"
#include "engine/authority/services.hpp"
#include "engine/device/account.hpp"
#include "engine/wire/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace mfa::authority {

class ToolRequest {
public:
    /// The caller is its real uid; the owner is the `user` field, or the caller. Fails when the
    /// caller has no name, or users cannot be looked up.
    static Result<ToolRequest> read(const wire::Message& request, const Services& services,
                                    const Caller& caller, const Authorizer& authorizer);

    [[nodiscard]] const Person& caller() const { return m_who.principal; }
    [[nodiscard]] session::Subject caller_subject() const {
        return {m_who.principal.name, m_who.principal.uid};
    }
    [[nodiscard]] const Person& owner() const { return *m_owner; }
    [[nodiscard]] bool is_own() const { return m_owner_name == m_who.principal.name; }
    [[nodiscard]] std::string owner_arn() const { return m_authorizer->user_arn(m_owner_name); }
    [[nodiscard]] device::Owner device_owner() const { return {m_owner->name, m_owner->uid}; }
    /// The owner's account, locked.
    [[nodiscard]] Result<device::Account> open_account() const;
    [[nodiscard]] const MfaFact& fact() const { return m_who.mfa; }
    /// What the policy is asked with.
    [[nodiscard]] const Circumstances& circumstances() const { return m_who; }

    /// The device that `create` makes; the name as given where it cannot be one, for the policy and
    /// then for refused() to say so.
    [[nodiscard]] std::string new_device_name() const;

    /// Asks the policy, and nothing else.
    [[nodiscard]] Judgement judged(std::string_view action, const std::string& resource) const {
        return m_authorizer->ask(m_who, action, resource);
    }

    /// Asks the policy. A reply when it says no; then one when there is no such owner or the device
    /// name cannot be: what the policy hides is not told by another error.
    [[nodiscard]] std::optional<wire::Message> refused(std::string_view action,
                                                       const std::string& resource) const;

    /// As refused(), on the device that the request names or, where it names none, on the owner's
    /// first device: asked before the owner's record is opened.
    [[nodiscard]] std::optional<wire::Message>
    refused_without_device(std::string_view action) const;

    /// Adding a factor to an account that has one takes that one: without MFA nobody may get around
    /// an enabled device by enabling another. A policy cannot say so, since it does not see
    /// devices.
    [[nodiscard]] std::optional<wire::Message> refused_second_factor(const device::Account& account,
                                                                     std::string_view action) const;

    /// Which device is meant: the one named, or the only one in that state (any state: nothing).
    /// A reply when there is none or several.
    [[nodiscard]] std::optional<wire::Message> choose_device(device::Account& account,
                                                             std::optional<device::State> state,
                                                             std::string& name) const;

private:
    [[nodiscard]] std::optional<wire::Message> bad_target() const;

    const Services* m_services = nullptr;
    const Authorizer* m_authorizer = nullptr;
    Circumstances m_who;
    std::string m_owner_name;
    std::optional<Person> m_owner;
    std::string m_device;
};

} // namespace mfa::authority
