// Asking the policy. Every question goes through here and leaves one audit line.
#pragma once

#include "engine/authority/services.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::authority {

/// What is known of a factor: the keys aws:MultiFactorAuthPresent and aws:MultiFactorAuthAge.
struct MfaFact {
    enum class Presence {
        missing, ///< pam_mfa took no part in this login: the keys are missing
        absent,  ///< it did, and no factor was shown: `false`
        present, ///< this session has a live grant: `true`
    };
    Presence presence = Presence::missing;
    std::chrono::seconds age{0}; ///< since the factor was shown; only when present
};

/// Who asks, and how they came here.
struct Circumstances {
    Person principal;
    MfaFact mfa;
    std::string service;
    std::string tty;
    std::string remote_host;
    std::vector<std::string> auth_methods;
    std::string target_user;
};

/// The policy's answer.
struct [[nodiscard]] Judgement {
    bool allowed = false;
    std::string action;
    std::string resource;
    std::string reason; ///< for people; empty when allowed
};

class Authorizer {
public:
    explicit Authorizer(const Services& services) : m_services{services} {}

    [[nodiscard]] Judgement ask(const Circumstances& who, std::string_view action,
                                const std::string& resource) const;

    /// The same without an audit line and a reason, for going through many resources.
    [[nodiscard]] bool allows(const Circumstances& who, std::string_view action,
                              const std::string& resource) const;

    // The resources of interfaces.md.
    [[nodiscard]] std::string command_arn(std::string_view path) const;
    [[nodiscard]] std::string service_arn(std::string_view service) const;
    [[nodiscard]] std::string user_arn(std::string_view user) const;
    [[nodiscard]] std::string device_arn(std::string_view device) const;
    [[nodiscard]] std::string store_arn(std::string_view store) const;
    [[nodiscard]] std::string host_key_arn() const;

private:
    [[nodiscard]] policy::Decision decide(const Circumstances& who, std::string_view action,
                                          const std::string& resource) const;
    [[nodiscard]] std::string reason_for(const Circumstances& who, const policy::Decision& decision,
                                         std::string_view action,
                                         const std::string& resource) const;

    const Services& m_services;
};

/// PAM_RHOST as an address in its shortest form, without a scope; IPv4 inside IPv6 as IPv4. Nothing
/// for a name: names are never looked up.
std::optional<std::string> source_address(std::string_view remote_host);

} // namespace mfa::authority
