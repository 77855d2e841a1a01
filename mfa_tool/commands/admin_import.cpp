#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/device_change.hpp"
#include "mfa_tool/import_outcome.hpp"
#include "mfa_tool/import_source.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct AdminImportOptions {
    CommonOptions common;
    ImportPlan plan;
    std::string from;
    bool dry_run = false;
};

struct NamedFormat {
    const char* name;
    ImportFormat format;
};

constexpr std::array import_formats{
    NamedFormat{"google-authenticator", ImportFormat::google_authenticator},
    NamedFormat{"pam-oath", ImportFormat::pam_oath},
    NamedFormat{"pskc", ImportFormat::pskc},
    NamedFormat{"otpauth-uri", ImportFormat::otpauth_uri},
    NamedFormat{"pam-mfa", ImportFormat::pam_mfa},
};

std::vector<std::string> format_names() {
    std::vector<std::string> names;
    names.reserve(import_formats.size());
    for (const NamedFormat& entry : import_formats) {
        names.emplace_back(entry.name);
    }
    return names;
}

/// Options that do not go together, as a Failure.
Attempt<ImportPlan> checked_plan(const AdminImportOptions& options) {
    ImportPlan plan = options.plan;
    for (const NamedFormat& entry : import_formats) {
        if (options.from == entry.name) {
            plan.format = entry.format;
        }
    }
    plan.user = options.common.user;
    const auto refused = [](std::string_view what) {
        return Failure{ExitCode::usage, "usage", std::string{what}};
    };
    const bool names_users =
        plan.format == ImportFormat::pam_oath || plan.format == ImportFormat::pam_mfa;
    if (names_users && !plan.user.empty()) {
        return refused("--user does not go with files that name their users");
    }
    if (plan.password_from_stdin && plan.format != ImportFormat::pskc) {
        return refused("--password-from-stdin goes with --from pskc");
    }
    const bool reads_stdin =
        std::find(plan.paths.begin(), plan.paths.end(), "-") != plan.paths.end();
    if (reads_stdin && (plan.format == ImportFormat::google_authenticator && plan.user.empty())) {
        return refused("stdin has no owner: say --user");
    }
    if (reads_stdin && (plan.paths.size() > 1 || plan.password_from_stdin ||
                        plan.format == ImportFormat::pam_mfa)) {
        return refused("stdin holds one thing: a file or a password");
    }
    return plan;
}

Attempt<TakenDevice> import_entry(Environment& environment, const ImportSource& source,
                                  const transfer::Entry& entry, Run run) {
    if (entry.user.empty()) {
        return invalid_input("it is not said whose device this is: say --user");
    }
    const Answer answer = TRY(ask_helper(environment, TRY(import_request(entry, run))));
    TakenDevice device;
    device.user = entry.user;
    device.device = TRY(required_text(answer.reply, wire::Field::device, "device"));
    device.arn = TRY(required_text(answer.reply, wire::Field::arn, "arn"));
    device.state = TRY(required_text(answer.reply, wire::Field::state, "state"));
    device.type = otp::kind_name(entry.parameters.kind);
    device.drift_s = answer.reply.number(wire::Field::drift_s).value_or(0);
    device.skipped_codes = answer.reply.number(wire::Field::skipped).value_or(0);
    device.source = source.path;
    return device;
}

void add_findings(const ImportSource& source, ImportOutcome& outcome) {
    for (const transfer::Finding& finding : source.report.findings) {
        if (finding.severity == transfer::Severity::note) {
            outcome.notes.push_back({source.path, finding.place, finding.message});
        } else {
            outcome.not_taken.push_back(
                {source.path, finding.place, {}, "invalid_input", finding.message});
        }
    }
}

/// Takes what can be taken: what keeps one device out does not stop the others.
ImportOutcome import_all(Environment& environment, const std::vector<ImportSource>& sources,
                         Run run) {
    ImportOutcome outcome;
    outcome.run = run;
    for (const ImportSource& source : sources) {
        add_findings(source, outcome);
        for (const transfer::Entry& entry : source.report.entries) {
            auto taken = import_entry(environment, source, entry, run);
            if (taken) {
                outcome.taken.push_back(std::move(taken).take());
            } else {
                const Failure& why = taken.error();
                outcome.not_taken.push_back(
                    {source.path, entry.place, entry.user, why.code, why.message, why.exit});
            }
        }
    }
    return outcome;
}

Attempt<ExitCode> import_devices(Environment& environment, const AdminImportOptions& options) {
    const ImportPlan plan = TRY(checked_plan(options));
    const auto sources = TRY(read_import_sources(environment, plan));
    const ImportOutcome outcome =
        import_all(environment, sources, options.dry_run ? Run::dry : Run::real);
    if (options.common.json) {
        print_json(environment, import_json(outcome));
    } else {
        environment.out(import_text(outcome));
    }
    return exit_of(outcome);
}

} // namespace

Action declare_admin_import(CLI::App& app) {
    auto options = std::make_shared<AdminImportOptions>();
    declare_json(app, options->common.json);
    app.add_option("--from", options->from, "what the files are")
        ->required()
        ->type_name("FORMAT")
        ->check(CLI::IsMember(format_names()).description(""));
    app.add_option("PATH", options->plan.paths,
                   "files, or home folders for google-authenticator; `-` is stdin")
        ->required();
    app.add_option("--user", options->common.user,
                   "whose devices these are, where the files do not say or say wrong")
        ->type_name("USER");
    app.add_flag("--password-from-stdin", options->plan.password_from_stdin,
                 "the password of an encrypted PSKC file is a line of stdin");
    app.add_flag("--dry-run", options->dry_run, "say what would be taken, and take nothing");
    app.footer("FORMAT is google-authenticator, pam-oath, pskc, otpauth-uri or pam-mfa (what "
               "`mfa_tool admin export` writes).\nA device that cannot be taken does not stop the "
               "others; the exit status is 1 then.");
    return make_action(std::move(options), import_devices);
}

} // namespace mfa::tool
