// Commands that are allowed before MFA and let their user do more than they look like.
#include "engine/policy/lint/allowed_commands.hpp"
#include "engine/policy/lint/command_dangers.hpp"
#include "engine/policy/lint/command_path.hpp"
#include "engine/policy/lint/inquiry.hpp"
#include "engine/policy/lint/rules/rules.hpp"
#include "engine/policy/text_rules.hpp"

#include <algorithm>
#include <array>

namespace mfa::policy::lint {

namespace {

constexpr std::string_view run = "host:RunCommand";
constexpr std::size_t named_max = 3;

std::string_view why(CommandDanger danger) {
    switch (danger) {
    case CommandDanger::gives_shell:
        return "runs any other program for its user, a shell for one";
    case CommandDanger::loads_code:
        return "loads and runs code that its user brings along";
    case CommandDanger::writes_files:
        return "writes files of its user's choice, such as `~/.profile`, which runs at the next "
               "login with MFA";
    }
    return "";
}

void check_named_commands(const StatementView& allow, AllowedCommands& allowed,
                          CommandDanger danger, Reporter& report) {
    for (const auto& [text, position] : allow.resources.texts) {
        const auto path = command_path(text, allow.variables);
        if (!path || is_open_ended(*path) || allow.resources.sense == Sense::excluded) {
            continue;
        }
        const std::string name = path->substr(path->rfind('/') + 1);
        if (danger_of(name) == danger && allowed.place_of(*path)) {
            report.add(allow, position,
                       in_backticks(name) + " is allowed before MFA and " +
                           std::string{why(danger)} +
                           ": take it out, or allow it with `aws:MultiFactorAuthPresent` alone");
        }
    }
}

bool is_named(const StatementView& allow, Position place) {
    return std::any_of(allow.resources.texts.begin(), allow.resources.texts.end(),
                       [&](const Text& text) {
                           const auto path = command_path(text.text, allow.variables);
                           return text.position == place && path && !is_open_ended(*path);
                       });
}

/// The programs with a danger, and those of the worst.
struct Probes {
    CommandProbes dangerous;
    CommandProbes shells;
};

void check_wildcards(const StatementView& allow, AllowedCommands& allowed, CommandDanger danger,
                     Probes& probes, Reporter& report) {
    const auto found = allowed.find(probes.dangerous);
    const auto shells = danger == CommandDanger::gives_shell || found.empty()
                            ? AllowedCommands::Found{}
                            : allowed.find(probes.shells);
    for (const auto& [place, names] : found) {
        // Where a wildcard gives a shell, that says it all.
        const auto gives_shell = [&, at = place](const auto& entry) { return entry.first == at; };
        if (is_named(allow, place) || std::any_of(shells.begin(), shells.end(), gives_shell)) {
            continue;
        }
        std::string list;
        for (std::size_t i = 0; i < std::min(names.size(), named_max); ++i) {
            list += (i == 0 ? "" : ", ") + in_backticks(names[i]);
        }
        const std::size_t more = names.size() - std::min(names.size(), named_max);
        report.add(allow, place,
                   "this allows " + list +
                       (more > 0 ? " and " + std::to_string(more) + " other such programs" : "") +
                       " before MFA, each of which " + std::string{why(danger)} +
                       ": name the few commands that are needed, each by its path");
    }
}

void check_danger(const Subject& subject, CommandDanger danger, Reporter& report) {
    const Inquiry inquiry{subject};
    Probes probes{{subject, danger}, {subject, CommandDanger::gives_shell}};
    for (const StatementView& statement : subject.statements()) {
        if (!statement.is(Effect::allow) || !takes_action(statement, run)) {
            continue;
        }
        AllowedCommands allowed{inquiry, subject, statement};
        check_named_commands(statement, allowed, danger, report);
        const auto& texts = statement.resources.texts;
        const bool has_wildcard = statement.resources.sense == Sense::excluded ||
                                  std::any_of(texts.begin(), texts.end(), [&](const Text& text) {
                                      const auto path =
                                          command_path(text.text, statement.variables);
                                      return path ? is_open_ended(*path) : is_open_ended(text.text);
                                  });
        if (has_wildcard) {
            check_wildcards(statement, allowed, danger, probes, report);
        }
    }
}

constexpr std::string_view writable_advice =
    ": allow only programs in folders that root alone can write to, such as `/usr/bin`";

} // namespace

void check_command_gives_shell(const Subject& subject, Reporter& report) {
    check_danger(subject, CommandDanger::gives_shell, report);
}

void check_command_loads_code(const Subject& subject, Reporter& report) {
    check_danger(subject, CommandDanger::loads_code, report);
}

void check_command_writes_files(const Subject& subject, Reporter& report) {
    check_danger(subject, CommandDanger::writes_files, report);
}

void check_writable_command(const Subject& subject, Reporter& report) {
    constexpr std::array<std::string_view, 3> probes{"/home/", "/tmp/", "/var/tmp/"};
    const Inquiry inquiry{subject};
    for (const StatementView& statement : subject.statements()) {
        if (!statement.is(Effect::allow) || !takes_action(statement, run)) {
            continue;
        }
        AllowedCommands allowed{inquiry, subject, statement};
        for (const auto& [text, position] : statement.resources.texts) {
            const auto path = command_path(text, statement.variables);
            if (!path || is_open_ended(*path)) {
                continue;
            }
            const PathFacts facts = subject.facts().look(*path);
            const bool is_writable = is_user_writable_place(*path) || !facts.writable_at.empty();
            if (!is_writable || !allowed.place_of(*path)) {
                continue;
            }
            if (is_user_writable_place(*path)) {
                report.add(statement, position,
                           in_backticks(*path) +
                               " is where users put files of their own, and runs "
                               "before MFA" +
                               std::string{writable_advice});
            } else {
                report.add(statement, position,
                           "others than root can write to " + in_backticks(facts.writable_at) +
                               ", so " + in_backticks(*path) +
                               " may be anything, and runs before MFA: "
                               "give it to root, mode 0755");
            }
        }
        for (const std::string_view folder : probes) {
            const auto place = allowed.place_of(std::string{folder} + "alice/any-program-at-all");
            if (place) {
                report.add(statement, *place,
                           "this allows programs in " + in_backticks(folder) +
                               ", where users put files of their own, before MFA" +
                               std::string{writable_advice});
                break;
            }
        }
    }
}

} // namespace mfa::policy::lint
