#include "engine/authority/user_table.hpp"

#include <algorithm>
#include <functional>
#include <string_view>

namespace mfa::authority {

namespace {

/// From how many users on reading all of them is cheaper.
constexpr std::size_t asked_one_by_one = 8;

std::uint64_t hash_of(const std::string& name) {
    return std::hash<std::string_view>{}(name);
}

} // namespace

void UserTable::load() {
    m_is_loaded = true;
    m_people.for_each([this](const std::string& name, uid_t uid) {
        m_entries.push_back({hash_of(name), uid});
    });
    std::sort(m_entries.begin(), m_entries.end(),
              [](const Entry& left, const Entry& right) { return left.hash < right.hash; });
}

std::optional<uid_t> UserTable::look_up(const std::string& name) const {
    const std::uint64_t hash = hash_of(name);
    const auto found = std::lower_bound(
        m_entries.begin(), m_entries.end(), hash,
        [](const Entry& entry, std::uint64_t wanted) { return entry.hash < wanted; });
    if (found == m_entries.end() || found->hash != hash) {
        return std::nullopt;
    }
    const auto next = std::next(found);
    const bool is_alone = next == m_entries.end() || next->hash != hash;
    return is_alone ? std::optional{found->uid} : std::nullopt;
}

Result<std::optional<uid_t>> UserTable::find(const std::string& name) {
    if (!m_is_loaded && ++m_asked > asked_one_by_one) {
        load();
    }
    if (const auto uid = look_up(name)) {
        return uid;
    }
    const auto person = TRY(m_people.by_name(name));
    return person && person->name == name ? std::optional{person->uid} : std::nullopt;
}

} // namespace mfa::authority
