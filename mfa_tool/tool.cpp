#include "mfa_tool/tool.hpp"

#include "engine/base/text.hpp"
#include "mfa_tool/commands/table.hpp"
#include "mfa_tool/report.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <map>
#include <optional>
#include <sstream>
#include <utility>

namespace mfa::tool {

namespace {

/// The command line as CLI11 knows it, and what each sub-command does.
class CommandLine {
public:
    CommandLine() {
        m_app.name("mfa_tool");
        m_app.require_subcommand(1);
        m_app.set_version_flag("--version", "mfa_tool " MFA_VERSION);
        m_app.footer("`mfa_tool COMMAND --help` says more about each.");
        for (const Command& command : all_commands()) {
            CLI::App* const app = parent_of(command)->add_subcommand(command.name, command.summary);
            m_actions.emplace_back(app, command.declare(*app));
        }
    }

    /// May throw CLI::ParseError.
    void parse(std::vector<std::string> arguments) {
        std::reverse(arguments.begin(), arguments.end()); // as CLI11 takes them
        m_app.parse(std::move(arguments));
    }

    /// --help and --version give their text and 0, everything else is a mistake.
    std::pair<int, std::string> explain(const CLI::ParseError& error) {
        std::ostringstream text;
        std::ostringstream unused;
        const int status = m_app.exit(error, text, unused);
        return {status, text.str()};
    }

    /// The word that should have been a command and is none; empty where there is no word at all;
    /// nothing when the commands are right.
    [[nodiscard]] std::optional<std::string>
    unknown_command(const std::vector<std::string>& arguments) const {
        const CLI::App* app = &m_app;
        for (const std::string& argument : arguments) {
            const auto commands = app->get_subcommands({});
            if (commands.empty() || argument.starts_with('-')) {
                return std::nullopt;
            }
            const auto next = std::find_if(
                commands.begin(), commands.end(),
                [&argument](const CLI::App* command) { return command->get_name() == argument; });
            if (next == commands.end()) {
                return argument;
            }
            app = *next;
        }
        return app->get_subcommands({}).empty() ? std::nullopt : std::optional{std::string{}};
    }

    [[nodiscard]] const Action* chosen() const {
        for (const auto& [app, action] : m_actions) {
            if (app->parsed()) {
                return &action;
            }
        }
        return nullptr;
    }

private:
    CLI::App* parent_of(const Command& command) {
        if (command.group.empty()) {
            return &m_app;
        }
        CLI::App*& group = m_groups[command.group];
        if (group == nullptr) {
            const auto summary = group_summaries().find(command.group);
            group = m_app.add_subcommand(command.group,
                                         summary == group_summaries().end() ? "" : summary->second);
            group->require_subcommand(1);
        }
        return group;
    }

    CLI::App m_app{"Multi-factor authentication for logins: devices, codes, and what they allow."};
    std::map<std::string, CLI::App*> m_groups;
    std::vector<std::pair<CLI::App*, Action>> m_actions;
};

bool looks_like_code(const std::string& argument) {
    constexpr std::size_t shortest_code = 6;
    return argument.size() >= shortest_code &&
           std::all_of(argument.begin(), argument.end(),
                       [](char c) { return c >= '0' && c <= '9'; });
}

/// What is wrong with the command line, for the person who typed it. CLI11's own words, but where
/// they would repeat a code or leave out what was not understood.
std::string complaint(const CLI::ParseError& error, const CommandLine& command_line,
                      const std::vector<std::string>& arguments) {
    if (const auto unknown = command_line.unknown_command(arguments)) {
        return unknown->empty() ? "a command is missing" : "there is no command `" + *unknown + "`";
    }
    const bool has_extras = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr;
    if (has_extras && std::any_of(arguments.begin(), arguments.end(), looks_like_code)) {
        return "codes are not taken from the command line, where everybody sees them: enter it "
               "when asked, or send it to stdin";
    }
    return error.what();
}

ExitCode usage(Environment& environment, const std::vector<std::string>& arguments,
               const std::string& message) {
    const bool json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
    return fail(environment, json ? OutputForm::json : OutputForm::text,
                {ExitCode::usage, "usage", message + "; see `mfa_tool --help`"});
}

ExitCode run_command(Environment& environment, const std::vector<std::string>& arguments) {
    CommandLine command_line;
    try {
        command_line.parse(arguments);
    } catch (const CLI::ParseError& error) {
        const auto [status, text] = command_line.explain(error);
        if (status == 0) {
            environment.out(text);
            return ExitCode::done;
        }
        return usage(environment, arguments, complaint(error, command_line, arguments));
    }
    const Action* const action = command_line.chosen();
    return action != nullptr ? (*action)(environment)
                             : usage(environment, arguments, "a command is missing");
}

/// The end of every run: what was printed has arrived, or the exit status says that it has not.
ExitCode checked_end(Environment& environment, ExitCode exit) {
    const auto printed = environment.finish();
    if (!printed && exit == ExitCode::done) {
        return fail(environment, OutputForm::text, failure_from(printed.error()));
    }
    return exit;
}

} // namespace

int run(const std::vector<std::string>& arguments, Settings settings) {
    Environment environment{std::move(settings)};
    ExitCode exit = ExitCode::failed;
    try {
        exit = run_command(environment, arguments);
    } catch (const std::exception& error) { // std::bad_alloc, or a library that broke its word
        exit = fail(environment, OutputForm::text, {ExitCode::failed, "failed", error.what()});
    }
    return static_cast<int>(checked_end(environment, exit));
}

} // namespace mfa::tool
