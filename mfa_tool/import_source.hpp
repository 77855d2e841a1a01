// The files that `admin import` reads, each with what was found in it.
#pragma once

#include "engine/transfer/report.hpp"
#include "mfa_tool/environment.hpp"
#include "mfa_tool/failure.hpp"

#include <string>
#include <vector>

namespace mfa::tool {

enum class ImportFormat { google_authenticator, pam_oath, pskc, otpauth_uri, pam_mfa };

struct ImportPlan {
    ImportFormat format = ImportFormat::google_authenticator;
    std::vector<std::string> paths;   ///< `-`: stdin
    std::string user;                 ///< empty: whom the source names
    bool password_from_stdin = false; ///< of an encrypted PSKC file
};

/// What was found in one file; what kept it from being read is an error in it.
struct ImportSource {
    std::string path;
    transfer::Report report;
};

/// Reads all files; a bad one does not stop the others. A Failure is about something that all of
/// them need: a passphrase.
///
/// MUST: this runs as root on files that users own. A path is opened without following a link in
/// its last part and without waiting, and is a regular file with one link, or it is not read.
Attempt<std::vector<ImportSource>> read_import_sources(Environment& environment,
                                                       const ImportPlan& plan);

} // namespace mfa::tool
