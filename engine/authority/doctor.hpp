// Looking through the whole store for what is wrong, and getting it out of the way.
//
// It changes nothing but where it is told to: then what is damaged goes to the quarantine, and a
// user whose record went there is refused until somebody resets him. Since that much is half of a
// reset, the policy is asked as for one. Nothing is deleted.
#pragma once

#include "engine/authority/authorizer.hpp"
#include "engine/authority/clock_survey.hpp"
#include "engine/authority/dispatch.hpp"
#include "engine/authority/tool_request.hpp"
#include "engine/authority/user_table.hpp"
#include "engine/device/salvage.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace mfa::authority {

/// Something wrong with one file, for whoever keeps the host.
struct Ailment {
    std::string code; ///< short and stable: "damaged", "mismatched", "leftover", …
    std::string file; ///< its path
    std::string user; ///< whose it is; empty: nobody's
    std::string text;
    std::string advice;
};

/// A moment as the end of a file's name: `20261127T233000Z`.
std::string time_label(WallTime time);

/// One audit line for a file that went to the quarantine.
void log_quarantine(const Services& services, std::string_view caller, std::string_view owner,
                    std::string_view file);

class Doctor {
public:
    Doctor(const Services& services, const Authorizer& authorizer, const ToolRequest& asker,
           Treatment treatment)
        : m_services{services}, m_authorizer{authorizer}, m_asker{asker},
          m_treatment{treatment}, m_people{services.people} {}

    /// Sends an item for each thing that is wrong, as it is found.
    Result<> examine_all(ItemSink& sink);
    /// How much was looked at, and what the devices say of this host's clock.
    void add_summary(wire::Message& reply) const;

private:
    Result<> examine_file(const device::StoredFile& file, ItemSink& sink);
    Result<> examine_user(const device::StoredFile& file, ItemSink& sink);
    /// Looks at one user's files, under a lock that ends with this.
    std::optional<Ailment> look_at(const device::StoredFile& file, const device::Owner& owner);
    Result<> treat_user(const Ailment& ailment, const device::Owner& owner, ItemSink& sink);
    Result<> treat_stray_file(const Ailment& ailment, const device::StoredFile& file,
                              ItemSink& sink);
    /// Why the policy keeps this user from being put to the quarantine; nothing when it does not.
    [[nodiscard]] std::optional<std::string> forbidden(const std::string& user) const;

    const Services& m_services;
    const Authorizer& m_authorizer;
    const ToolRequest& m_asker;
    Treatment m_treatment;
    UserTable m_people;
    ClockSurvey m_clock;
    std::set<std::string> m_treated; ///< whose records went to the quarantine
    std::int64_t m_checked = 0;
};

} // namespace mfa::authority
