#include "mfa_tool/import_outcome.hpp"

#include "engine/base/text.hpp"
#include "mfa_tool/device_change.hpp"
#include "mfa_tool/json.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace mfa::tool {

namespace {

using nlohmann::ordered_json;

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
    return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string taken_line(const TakenDevice& device, Run run) {
    std::string line = fmt::format("{}: {} from {}", escape_controls(device.device),
                                   run == Run::dry ? "would be enabled" : "enabled",
                                   escape_controls(device.source));
    if (device.drift_s != 0) {
        line += fmt::format("; its clock is {} s {}",
                            device.drift_s < 0 ? -device.drift_s : device.drift_s,
                            device.drift_s > 0 ? "fast" : "slow");
    }
    if (device.skipped_codes > 0) {
        line += fmt::format("; {} not kept", counted(static_cast<std::size_t>(device.skipped_codes),
                                                     "scratch code is", "scratch codes are"));
    }
    return line + "\n";
}

std::string place_text(const std::string& source, const transfer::Place& place) {
    return fmt::format("{}:{}:{}", escape_controls(source), place.line, place.column);
}

} // namespace

ExitCode exit_of(const ImportOutcome& outcome) {
    const auto& failed = outcome.not_taken;
    if (failed.empty()) {
        return ExitCode::done;
    }
    const bool is_one_reason =
        outcome.taken.empty() &&
        std::all_of(failed.begin(), failed.end(),
                    [&](const NotTaken& entry) { return entry.exit == failed.front().exit; });
    return is_one_reason ? failed.front().exit : ExitCode::failed;
}

ordered_json import_json(const ImportOutcome& outcome) {
    ordered_json document{{"dry_run", outcome.run == Run::dry},
                          {"taken", ordered_json::array()},
                          {"not_taken", ordered_json::array()},
                          {"notes", ordered_json::array()}};
    for (const TakenDevice& device : outcome.taken) {
        document["taken"].push_back({{"user", device.user},
                                     {"device", device.device},
                                     {"arn", device.arn},
                                     {"state", device.state},
                                     {"type", device.type},
                                     {"drift_s", device.drift_s},
                                     {"skipped_scratch_codes", device.skipped_codes},
                                     {"source", device.source}});
    }
    for (const NotTaken& entry : outcome.not_taken) {
        document["not_taken"].push_back({{"source", entry.source},
                                         {"line", entry.place.line},
                                         {"column", entry.place.column},
                                         {"user", or_null(entry.user)},
                                         {"code", entry.code},
                                         {"message", entry.message}});
    }
    for (const ImportNote& note : outcome.notes) {
        document["notes"].push_back({{"source", note.source},
                                     {"line", note.place.line},
                                     {"column", note.place.column},
                                     {"message", note.message}});
    }
    return document;
}

std::string import_text(const ImportOutcome& outcome) {
    std::string text;
    auto out = std::back_inserter(text);
    for (const TakenDevice& device : outcome.taken) {
        text += taken_line(device, outcome.run);
    }
    for (const ImportNote& note : outcome.notes) {
        out = fmt::format_to(out, "{}: note: {}\n", place_text(note.source, note.place),
                             escape_controls(note.message));
    }
    for (const NotTaken& entry : outcome.not_taken) {
        out = fmt::format_to(out, "{}: not taken: {}{}{}\n", place_text(entry.source, entry.place),
                             escape_controls(entry.user), entry.user.empty() ? "" : ": ",
                             escape_controls(entry.message));
    }
    out = fmt::format_to(
        out, "{} {}, {} not.\n", counted(outcome.taken.size(), "device", "devices"),
        outcome.run == Run::dry ? "would be taken" : "taken", outcome.not_taken.size());
    return text;
}

} // namespace mfa::tool
