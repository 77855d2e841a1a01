// The first half of an enrolment: a device that exists and is not proved yet, with its secret.
#pragma once

#include "engine/base/secret_buffer.hpp"
#include "engine/present/qr_text.hpp"
#include "mfa_tool/request.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mfa::tool {

struct NewDevice {
    std::string device;
    std::string arn;
    std::string state;
    SecretBuffer secret; ///< base32
    SecretBuffer uri;    ///< otpauth://, printable ASCII without quote or backslash
    std::size_t qr_size = 0;
    SecretBuffer qr_modules;

    [[nodiscard]] present::QrModules qr() const { return {qr_size, qr_modules.view()}; }
};

/// A request for a device that is made as the options say.
wire::Message create_request(const CommonOptions& common, const NewDeviceOptions& options);

struct ImportedDevice {
    std::string device;
    std::string arn;
    std::string state;
};

/// `{"device", "arn", "state"}`
nlohmann::ordered_json imported_json(const ImportedDevice& imported);

enum class EnableImported {
    with_codes, ///< later, with two codes
    at_once,    ///< whoever gives the secret is trusted to have the right one
};

/// Reads the secret, from the terminal without echo, and has the helper make a device of it.
Attempt<ImportedDevice> import_device(Environment& environment, wire::Message request,
                                      const ImportOptions& import, EnableImported enable);

/// Asks the helper for the device and writes --qr-file where one is wanted. A file that exists
/// already is refused before anything is created.
Attempt<NewDevice> create_device(Environment& environment, const CommonOptions& common,
                                 const NewDeviceOptions& options);

} // namespace mfa::tool
