// Maps of the kernel (bpf(2)), pinned on a bpffs: what a program needs to use one that somebody
// else has loaded. No capability is needed for that, only the descriptor.
#pragma once

#include "engine/base/result.hpp"
#include "engine/base/unique_fd.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace mfa::guard {

class KernelMap {
public:
    /// Opens a pinned map for reading and writing. Where there is none: ErrorKind::not_found.
    static Result<KernelMap> open(const std::string& path);
    explicit KernelMap(UniqueFd map, std::string name)
        : m_map{std::move(map)}, m_name{std::move(name)} {}

    /// Writes an element, new or not. A full map is an error (E2BIG).
    template <typename Key, typename Value>
    Result<> put(const Key& key, const Value& value) {
        return put_raw(&key, &value);
    }
    template <typename Key, typename Value>
    [[nodiscard]] Result<std::optional<Value>> find(const Key& key) const {
        Value value{};
        return TRY(find_raw(&key, &value)) ? std::optional{value} : std::nullopt;
    }
    /// Removing what is not there is none of a failure.
    template <typename Key>
    Result<> remove(const Key& key) {
        return remove_raw(&key);
    }
    /// The key after `key`, or the first one; nothing at the end. A map that others change while it
    /// is gone through may begin anew.
    template <typename Key>
    [[nodiscard]] Result<std::optional<Key>> next(const std::optional<Key>& key) const {
        Key after{};
        return TRY(next_raw(key ? &*key : nullptr, &after)) ? std::optional{after} : std::nullopt;
    }
    /// How many elements it was made for.
    [[nodiscard]] Result<std::uint32_t> capacity() const;

private:
    Result<> put_raw(const void* key, const void* value);
    Result<bool> find_raw(const void* key, void* value) const;
    Result<> remove_raw(const void* key);
    Result<bool> next_raw(const void* key, void* after) const;
    [[nodiscard]] Error failure(const char* what) const;

    UniqueFd m_map;
    std::string m_name;
};

} // namespace mfa::guard
