// What became of an import: for people and for scripts.
#pragma once

#include "engine/transfer/report.hpp"
#include "mfa_tool/transfer_message.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace mfa::tool {

struct TakenDevice {
    std::string user;
    std::string device;
    std::string arn;
    std::string state;
    std::string type;
    std::int64_t drift_s = 0;
    std::int64_t skipped_codes = 0; ///< scratch codes that could not be kept
    std::string source;
};

struct NotTaken {
    std::string source;
    transfer::Place place;
    std::string user; ///< empty: not known
    std::string code; ///< as that of an error of any command
    std::string message;
    ExitCode exit = ExitCode::failed; ///< what a command about this device alone would end with
};

struct ImportNote {
    std::string source;
    transfer::Place place;
    std::string message;
};

struct ImportOutcome {
    Run run = Run::real;
    std::vector<TakenDevice> taken;
    std::vector<NotTaken> not_taken;
    std::vector<ImportNote> notes;
};

/// `{"dry_run", "taken": [{"user", "device", "arn", "state", "type", "drift_s",
/// "skipped_scratch_codes", "source"}], "not_taken": [{"source", "line", "column", "user", "code",
/// "message"}], "notes": [{"source", "line", "column", "message"}]}`
nlohmann::ordered_json import_json(const ImportOutcome& outcome);

/// done when everything was taken; where nothing was, and all for the same reason, that reason's;
/// else failed.
ExitCode exit_of(const ImportOutcome& outcome);

/// A line for each device, then for what was not taken and why, then how many of each.
std::string import_text(const ImportOutcome& outcome);

} // namespace mfa::tool
