#include "engine/guard/refusal.hpp"

#include "engine/guard/guard_abi.h"

#include <array>
#include <cstring>

namespace mfa::guard {

namespace {

constexpr std::array<std::string_view, MFA_HOOK_COUNT> hook_names{
#define MFA_HOOK_NAME(name) #name,
    MFA_HOOKS(MFA_HOOK_NAME)
#undef MFA_HOOK_NAME
};

template <std::size_t size>
std::string text_of(const char (&field)[size]) {
    return {field, ::strnlen(field, size)};
}

} // namespace

std::string_view hook_name(std::size_t hook) {
    return hook < hook_names.size() ? hook_names.at(hook) : "?";
}

Result<Refusal> read_refusal(const void* record, std::size_t size) {
    mfa_refusal raw{};
    if (size != sizeof raw) {
        return Error{ErrorKind::internal, "read what the guard refused",
                     "a record of " + std::to_string(size) + " bytes"};
    }
    std::memcpy(&raw, record, sizeof raw);
    return Refusal{raw.session,
                   raw.owner,
                   raw.uid,
                   static_cast<pid_t>(raw.process),
                   hook_name(raw.hook),
                   raw.untold,
                   text_of(raw.program),
                   text_of(raw.object)};
}

} // namespace mfa::guard
