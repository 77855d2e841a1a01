// Whose uid is whose, for a walk over many users.
//
// Asking for one user reads all of /etc/passwd up to him: for a million users that is a million
// times a million lines. So after the first few everybody is read once and kept in sixteen bytes
// each.
#pragma once

#include "engine/authority/people.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mfa::authority {

class UserTable {
public:
    explicit UserTable(const People& people) : m_people{people} {}

    /// Nothing when there is no such user. Who is not in the table is asked for by name, since name
    /// services need not tell of everybody.
    Result<std::optional<uid_t>> find(const std::string& name);

private:
    struct Entry {
        std::uint64_t hash; ///< of the name; of two with one hash neither counts
        uid_t uid;
    };

    void load();
    [[nodiscard]] std::optional<uid_t> look_up(const std::string& name) const;

    const People& m_people;
    std::size_t m_asked = 0;
    bool m_is_loaded = false;
    std::vector<Entry> m_entries;
};

} // namespace mfa::authority
