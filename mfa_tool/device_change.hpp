// What enable, resync, deactivate and delete have in common: a device, perhaps two codes, and its
// new state as the answer.
#pragma once

#include "engine/base/secret_buffer.hpp"
#include "mfa_tool/request.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace mfa::tool {

struct DeviceOptions {
    CommonOptions common;
    std::string device; ///< as typed; empty: the only one that can be meant
};

/// --json, --user and --device
void declare_device_options(CLI::App& app, DeviceOptions& options);

/// A request about the device, if one is named.
wire::Message device_request(wire::MessageType type, const DeviceOptions& options);

struct CodePair {
    SecretBuffer first;
    SecretBuffer second;
};

/// Two consecutive codes. On a terminal the same code again is asked for anew; from a script it
/// goes to the helper as it is, which refuses it.
Attempt<CodePair> read_two_codes(Environment& environment);

struct DeviceChange {
    std::string device;
    std::string arn;
    std::string state;
    std::int64_t drift_s = 0;
    std::optional<std::int64_t> skipped_counters; ///< resync of a HOTP device
    std::optional<std::string> expires_at;        ///< this session has MFA now, until then
    std::optional<std::string> limits_by;         ///< and stays limited all the same
    std::string_view end_of_limits;               ///< as end_of_limits() has it
};

Attempt<DeviceChange> change_device(Environment& environment, const wire::Message& request);

/// `{"device", "arn", "state", "drift_s"}`, of a HOTP device's resync `skipped_counters` too
nlohmann::ordered_json change_json(const DeviceChange& change);
/// The same and `expires_at`, null when this session has no MFA from it, and `limits_by`, null when
/// it has no limits that stay.
nlohmann::ordered_json enabled_json(const DeviceChange& change);

/// What a factor that was enabled just now means for this session; nothing where it has none of it.
std::string session_sentence(const DeviceChange& change);

/// What a proof has found: "Its clock is 30 s fast; that is remembered." or "Its counter was 3
/// presses ahead." or nothing when all was right.
std::string drift_sentence(const DeviceChange& change);

} // namespace mfa::tool
