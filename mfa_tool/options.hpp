// Options that several commands share, and how they are checked.
#pragma once

#include "mfa_tool/report.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace mfa::tool {

struct CommonOptions {
    bool json = false;
    std::string user; ///< empty: the caller

    [[nodiscard]] OutputForm form() const { return json ? OutputForm::json : OutputForm::text; }
};

/// --json
void declare_json(CLI::App& app, bool& json);
/// --json and --user
void declare_common(CLI::App& app, CommonOptions& options);
/// --json, and the user that an admin command is about as its argument
void declare_target(CLI::App& app, CommonOptions& options);
/// --device NAME; checked to be `NAME` or `USER/NAME`
void declare_device(CLI::App& app, std::string& device);
/// --duration 1h
void declare_duration(CLI::App& app, std::string& duration);

/// What a new device shall be like; what is not given is the helper's choice.
struct NewDeviceOptions {
    std::string name;
    std::string type;
    std::string algorithm;
    std::optional<std::int64_t> digits;
    std::optional<std::int64_t> period_s;
    std::string qr_file;
};

/// --name, --type, --algorithm, --digits, --period
void declare_device_parameters(CLI::App& app, NewDeviceOptions& options);
/// The same and --qr-file
void declare_new_device(CLI::App& app, NewDeviceOptions& options);

/// A secret that was made elsewhere, and where its counter stands.
struct ImportOptions {
    bool from_stdin = false;
    std::optional<std::int64_t> counter;
};

/// --secret-from-stdin and --counter
void declare_import(CLI::App& app, ImportOptions& options);

/// The full name that the helper wants for what the person typed: `alice` and `alice/phone` stay,
/// `phone` becomes `alice/phone`. `user` is --user or empty for the caller.
std::string full_device_name(const std::string& typed, const std::string& user);

/// An Action from a function over options that it keeps alive; prints a failure as --json asks.
template <typename Options>
Action make_action(std::shared_ptr<Options> options,
                   Attempt<ExitCode> (*run)(Environment&, const Options&)) {
    return [options = std::move(options), run](Environment& environment) {
        return finish(environment, options->common.form(), run(environment, *options));
    };
}

} // namespace mfa::tool
