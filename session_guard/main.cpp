// session_guard: loads, shows, tries and unloads the guard of limited sessions (session_guard(8)).
#include "engine/audit/log.hpp"
#include "session_guard/loader.hpp"
#include "session_guard/selftest.hpp"
#include "session_guard/status.hpp"
#include "session_guard/watch.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <iostream>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace mfa::session_guard {

namespace {

constexpr const char* program = "session_guard";

int fail(const Error& error) {
    std::cerr << "session_guard: " << error.message() << '\n';
    return EXIT_FAILURE;
}

void record(std::string_view action, const Result<>& outcome) {
    audit::SystemLog log{program};
    audit::Event event{"session_guard"};
    event.with("action", action).with("caller", static_cast<std::int64_t>(::getuid()));
    if (!outcome) {
        event.with("cause", outcome.error().message());
    }
    // Whose guard goes is what an administrator wants to be woken for.
    log.write(!outcome           ? audit::Severity::error
              : action == "load" ? audit::Severity::info
                                 : audit::Severity::critical,
              event);
}

int run_load() {
    const auto loaded = load();
    record("load", loaded ? Result<>{} : loaded.error());
    if (!loaded) {
        return fail(loaded.error());
    }
    std::cout << fmt::format("The session guard is loaded{}: {} rules.\n",
                             loaded->replaced ? " in place of the one before" : "", loaded->rules);
    return EXIT_SUCCESS;
}

int run_unload() {
    const auto unloaded = unload();
    if (unloaded && !*unloaded) {
        std::cout << "No session guard is loaded.\n";
        return EXIT_SUCCESS;
    }
    record("unload", unloaded ? Result<>{} : unloaded.error());
    if (!unloaded) {
        return fail(unloaded.error());
    }
    std::cout << "The session guard is unloaded: sessions that it limited are free, and no limited "
                 "ones are opened.\n";
    return EXIT_SUCCESS;
}

int run_status(bool as_json) {
    const auto status = read_status();
    if (!status && status.error().kind() == ErrorKind::not_found) {
        std::cout << (as_json ? "{\"loaded\":false}\n" : "No session guard is loaded.\n");
        return EXIT_FAILURE;
    }
    if (!status) {
        return fail(status.error());
    }
    if (as_json) {
        nlohmann::ordered_json document{{"loaded", true},
                                        {"rules", status->rules},
                                        {"sessions",
                                         {{"limited", status->limited},
                                          {"granted", status->granted},
                                          {"closed", status->closed},
                                          {"room", status->room}}}};
        for (const auto& [hook, count] : status->refused) {
            document["refused"][hook] = count;
        }
        std::cout << document.dump() << '\n';
        return EXIT_SUCCESS;
    }
    std::cout << fmt::format(
        "The session guard is loaded: {} rules.\nSessions: {} limited, {} with "
        "their limits lifted, {} closed; there is room for {}.\n",
        status->rules, status->limited, status->granted, status->closed, status->room);
    for (const auto& [hook, count] : status->refused) {
        if (count > 0) {
            std::cout << fmt::format("Refused by {}: {}\n", hook, count);
        }
    }
    return EXIT_SUCCESS;
}

int run_watch() {
    audit::SystemLog log{program};
    const Error failure = watch(log);
    log.write(audit::Severity::error, audit::Event{"watch"}.with("cause", failure.message()));
    return fail(failure);
}

int run_selftest() {
    const auto outcome = selftest([](bool right, const std::string& what) {
        std::cout << (right ? "ok     " : "WRONG  ") << what << std::endl;
    });
    if (!outcome) {
        return fail(outcome.error());
    }
    std::cout << (*outcome ? "The session guard does what it must.\n"
                           : "The session guard does NOT do what it must.\n");
    return *outcome ? EXIT_SUCCESS : EXIT_FAILURE;
}

int run(int count, char** values) {
    CLI::App app{"Loads, shows, tries and unloads the guard of limited sessions"};
    app.require_subcommand(1);
    bool as_json = false;
    const auto* load_command = app.add_subcommand("load", "load it, or a new one in its place");
    auto* status_command = app.add_subcommand("status", "what it limits, and has refused");
    status_command->add_flag("--json", as_json, "one JSON document");
    const auto* unload_command = app.add_subcommand("unload", "unload it, and free every session");
    const auto* watch_command =
        app.add_subcommand("watch", "write what it refuses into the audit log, from now on");
    const auto* selftest_command =
        app.add_subcommand("selftest", "open a limited session and try what must fail there");
    try {
        app.parse(count, values);
    } catch (const CLI::ParseError& error) {
        constexpr int usage = 2;
        return app.exit(error) == 0 ? EXIT_SUCCESS : usage;
    }
    if (::geteuid() != 0) {
        std::cerr << "session_guard: this takes root\n";
        return EXIT_FAILURE;
    }
    if (*load_command) {
        return run_load();
    }
    if (*unload_command) {
        return run_unload();
    }
    if (*watch_command) {
        return run_watch();
    }
    return *selftest_command ? run_selftest() : run_status(as_json);
}

} // namespace

} // namespace mfa::session_guard

int main(int count, char** values) {
    try {
        return mfa::session_guard::run(count, values);
    } catch (const std::exception& error) {
        std::cerr << "session_guard: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
