#include "mfa_tool/options.hpp"

#include "engine/base/text.hpp"
#include "mfa_tool/login_name.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <unistd.h>
#include <vector>

namespace mfa::tool {

namespace {

constexpr std::size_t device_name_max = 64;

/// The part of a device's name after the slash.
bool is_device_name(std::string_view name) {
    constexpr std::string_view punctuation = "+=,.@_-";
    return !name.empty() && name.size() <= device_name_max &&
           std::all_of(name.begin(), name.end(), [punctuation](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      punctuation.find(c) != std::string_view::npos;
           });
}

bool is_full_device_name(std::string_view name) {
    const std::size_t slash = name.find('/');
    if (slash == std::string_view::npos) {
        return is_acceptable_user_name(name);
    }
    return is_acceptable_user_name(name.substr(0, slash)) && is_device_name(name.substr(slash + 1));
}

// CLI11 takes a validator's answer as the error text; an empty one is good.
std::string check_user(const std::string& text) {
    return is_acceptable_user_name(text) ? "" : "not a user name";
}

std::string check_new_name(const std::string& text) {
    return is_device_name(text) ? "" : "a device name is 1 to 64 letters, digits or +=,.@_-";
}

std::string check_device(const std::string& text) {
    return is_full_device_name(text) ? "" : "a device is named `USER` or `USER/NAME`";
}

std::string check_duration(const std::string& text) {
    return parse_duration(text) ? "" : "a duration is written 90s, 15m, 12h or 7d";
}

std::string check_qr_file(const std::string& text) {
    return text.ends_with(".png") || text.ends_with(".svg") ? ""
                                                            : "the name must end in .png or .svg";
}

} // namespace

void declare_json(CLI::App& app, bool& json) {
    app.add_flag("--json", json, "print one JSON document instead of text");
}

void declare_common(CLI::App& app, CommonOptions& options) {
    declare_json(app, options.json);
    app.add_option("--user", options.user, "act on this user instead of yourself")
        ->type_name("USER")
        ->check(check_user);
}

void declare_target(CLI::App& app, CommonOptions& options) {
    declare_json(app, options.json);
    app.add_option("USER", options.user, "whom it is about")
        ->required()
        ->type_name("")
        ->check(check_user);
}

void declare_device(CLI::App& app, std::string& device) {
    app.add_option("--device", device, "which device, where there are several")
        ->type_name("NAME")
        ->check(check_device);
}

void declare_duration(CLI::App& app, std::string& duration) {
    app.add_option("--duration", duration, "how long MFA is wanted: 15m, 1h, 12h")
        ->type_name("TIME")
        ->check(check_duration);
}

void declare_device_parameters(CLI::App& app, NewDeviceOptions& options) {
    app.add_option("--name", options.name, "name of a further device; the first needs none")
        ->type_name("NAME")
        ->check(check_new_name);
    app.add_option("--type", options.type, "totp (by the time) or hotp (by a counter)")
        ->type_name("TYPE")
        ->check(CLI::IsMember({"totp", "hotp"}));
    app.add_option("--algorithm", options.algorithm, "sha1 (what every app can), sha256, sha512")
        ->type_name("ALGORITHM")
        ->check(CLI::IsMember({"sha1", "sha256", "sha512"}));
    app.add_option("--digits", options.digits, "length of a code: 6 or 8")
        ->type_name("N")
        ->check(CLI::IsMember(std::vector<std::int64_t>{6, 8}));
    // engine/otp supports these; the helper checks again.
    constexpr int period_min_s = 15;
    constexpr int period_max_s = 300;
    app.add_option("--period", options.period_s, "seconds that a code stands: 15 to 300")
        ->type_name("S")
        ->check(CLI::Range(period_min_s, period_max_s));
}

void declare_new_device(CLI::App& app, NewDeviceOptions& options) {
    declare_device_parameters(app, options);
    app.add_option("--qr-file", options.qr_file, "also write the QR code to this new file")
        ->type_name("F.png|F.svg")
        ->check(check_qr_file);
}

void declare_import(CLI::App& app, ImportOptions& options) {
    app.add_flag("--secret-from-stdin", options.from_stdin,
                 "take the secret of a token or app that has one already: base32, or hexadecimal "
                 "behind `hex:`; asked for on a terminal");
    app.add_option("--counter", options.counter, "of a hotp device: the next counter")
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
}

std::string full_device_name(const std::string& typed, const std::string& user) {
    if (typed.empty() || typed.find('/') != std::string::npos) {
        return typed;
    }
    const std::string owner = user.empty() ? login_name_of(::getuid()) : user;
    // A name that cannot be one of a further device is sent as it is: the helper says what it is.
    return owner.empty() || owner == typed || !is_device_name(typed) ? typed : owner + "/" + typed;
}

} // namespace mfa::tool
