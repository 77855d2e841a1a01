#include "mfa_tool/import_source.hpp"

#include "engine/base/file.hpp"
#include "engine/transfer/export_file.hpp"
#include "engine/transfer/google_authenticator.hpp"
#include "engine/transfer/oath_users.hpp"
#include "engine/transfer/otpauth_uri.hpp"
#include "mfa_tool/login_name.hpp"
#include "mfa_tool/passphrase.hpp"
#include "mfa_tool/pskc_process.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mfa::tool {

namespace {

using transfer::Report;

constexpr const char* google_file_name = ".google_authenticator";

/// What was read, and what the file system says of it.
struct ReadFile {
    SecretBuffer content;
    uid_t owner = 0;
    bool is_writable_by_others = false;
};

std::size_t size_limit(ImportFormat format) {
    switch (format) {
    case ImportFormat::google_authenticator:
    case ImportFormat::otpauth_uri:
        return transfer::user_file_max;
    case ImportFormat::pam_oath:
    case ImportFormat::pskc:
        return transfer::many_users_file_max;
    case ImportFormat::pam_mfa:
        return transfer::export_file_max;
    }
    return transfer::user_file_max;
}

/// A file, or the one of google-authenticator in a home folder.
Result<UniqueFd> open_source(const std::string& path, ImportFormat format) {
    struct stat status {};
    const bool is_folder = ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
    if (!is_folder || format != ImportFormat::google_authenticator) {
        return open_regular_at(AT_FDCWD, path, O_RDONLY, {}, path);
    }
    const UniqueFd folder = TRY(open_directory(path, {}));
    return open_regular_at(folder.get(), google_file_name, O_RDONLY, {},
                           path + "/" + google_file_name);
}

Result<ReadFile> read_source(const std::string& path, ImportFormat format) {
    const UniqueFd file = TRY(open_source(path, format));
    const struct stat status = TRY(status_of(file.get(), path));
    const auto size = static_cast<std::size_t>(status.st_size);
    if (size > size_limit(format)) {
        return Error{ErrorKind::invalid_input, "read `" + path + "`",
                     "larger than " + std::to_string(size_limit(format)) + " bytes"};
    }
    // One byte more than there is shows a file that grows while it is read.
    return ReadFile{TRY(read_secret(file.get(), size + 1, path)), status.st_uid,
                    (status.st_mode & writable_by_others) != 0};
}

Report read_exported(const SecretBuffer& content, const SecretBuffer& passphrase) {
    Report report;
    auto entries = transfer::read_export(content.view(), passphrase);
    if (entries) {
        report.entries = std::move(entries).take();
    } else {
        report.error({}, entries.error().message());
    }
    return report;
}

Report read_pskc(const Environment& environment, const SecretBuffer& content,
                 const SecretBuffer& password) {
    auto report = read_pskc_apart(environment.pskc_reader_path(), content, password);
    if (report) {
        return std::move(report).take();
    }
    Report failed;
    failed.error({}, report.error().message());
    return failed;
}

Report parse(const Environment& environment, const ReadFile& file, const ImportPlan& plan,
             const SecretBuffer& passphrase) {
    switch (plan.format) {
    case ImportFormat::google_authenticator: {
        Report report = transfer::read_google_authenticator(file.content);
        for (transfer::Entry& entry : report.entries) {
            entry.user = login_name_of(file.owner);
        }
        return report;
    }
    case ImportFormat::pam_oath:
        return transfer::read_oath_users(file.content);
    case ImportFormat::pskc:
        return read_pskc(environment, file.content, passphrase);
    case ImportFormat::otpauth_uri:
        return transfer::read_otpauth_uris(file.content);
    case ImportFormat::pam_mfa:
        return read_exported(file.content, passphrase);
    }
    return {};
}

Report report_of(Environment& environment, const std::string& path, const ImportPlan& plan,
                 const SecretBuffer& passphrase) {
    auto file = path == "-" ? Result<ReadFile>{ReadFile{}} : read_source(path, plan.format);
    if (file && path == "-") {
        auto content = read_secret(environment.input_fd(), size_limit(plan.format), "stdin");
        if (content) {
            file->content = std::move(content).take();
        } else {
            file = content.error();
        }
    }
    Report report;
    if (!file) {
        report.error({}, file.error().message());
        return report;
    }
    report = parse(environment, *file, plan, passphrase);
    if (file->is_writable_by_others) {
        report.note({}, "others than its owner can write this file: what it says may be theirs");
    }
    for (transfer::Entry& entry : report.entries) {
        if (!plan.user.empty()) {
            entry.user = plan.user;
        }
    }
    name_apart(report);
    return report;
}

} // namespace

Attempt<std::vector<ImportSource>> read_import_sources(Environment& environment,
                                                       const ImportPlan& plan) {
    SecretBuffer passphrase;
    if (plan.format == ImportFormat::pam_mfa || plan.password_from_stdin) {
        passphrase = TRY(read_passphrase(environment, "Passphrase of the file: "));
    }
    std::vector<ImportSource> sources;
    for (const std::string& path : plan.paths) {
        sources.push_back({path, report_of(environment, path, plan, passphrase)});
    }
    return sources;
}

} // namespace mfa::tool
