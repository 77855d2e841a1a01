#include "engine/base/text.hpp"
#include "mfa_tool/commands/admin_declarations.hpp"
#include "mfa_tool/json_list.hpp"
#include "mfa_tool/user_view.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mfa::tool {

namespace {

struct UsersOptions {
    CommonOptions common;
    std::string name;
    std::string sort;
    bool locked = false;
    bool without_device = false;
    bool disabled = false;
};

/// How many there were of each kind, for the last line.
struct UserCounts {
    std::size_t shown = 0;
    std::size_t without_device = 0;
    std::size_t locked = 0;
    std::size_t disabled = 0;
    std::size_t problems = 0;

    void add(const UserRow& row) {
        ++shown;
        if (!row.problem.empty()) {
            ++problems;
            return;
        }
        without_device += row.devices_enabled == 0 ? 1U : 0U;
        locked += row.locked_for_s > 0 ? 1U : 0U;
        disabled += row.disabled ? 1U : 0U;
    }
};

/// Prints rows as they come: columns of a fixed width, or the elements of one JSON document.
class RowPrinter {
public:
    RowPrinter(Environment& environment, OutputForm form)
        : m_environment{environment}, m_form{form}, m_list{environment, "users"} {}

    void print(const UserRow& row) {
        m_counts.add(row);
        if (m_form == OutputForm::json) {
            m_list.add(user_json(row));
            return;
        }
        if (m_counts.shown == 1) {
            print_line("USER", "DEVICES", "LAST USED", "STATE");
        }
        const bool known = row.problem.empty();
        print_line(escape_controls(row.user),
                   known ? fmt::format("{}/{}", row.devices_enabled, row.devices_total) : "?",
                   !known                     ? "?"
                   : row.last_used_at.empty() ? "never"
                                              : escape_controls(row.last_used_at),
                   user_state(row));
    }

    /// The rows are all there.
    void end() {
        if (m_form == OutputForm::json) {
            m_list.end(nlohmann::ordered_json::object());
            return;
        }
        if (m_counts.shown == 0) {
            m_environment.err("There is no such user with a record on this host.\n");
            return;
        }
        m_environment.err(fmt::format(
            "{} {}: {} without an enabled device, {} locked, {} disabled, {} with a problem{}\n",
            m_counts.shown, m_counts.shown == 1 ? "user" : "users", m_counts.without_device,
            m_counts.locked, m_counts.disabled, m_counts.problems,
            m_counts.problems > 0 ? "; `mfa_tool admin doctor` says more" : ""));
    }

    ExitCode end_early(const Failure& failure) {
        return m_form == OutputForm::text ? fail(m_environment, m_form, failure)
                                          : m_list.end_early(failure);
    }

private:
    void print_line(std::string_view user, std::string_view devices, std::string_view last_used,
                    std::string_view state) {
        m_environment.out(fmt::format("{:<20} {:<8} {:<21} {}\n", user, devices, last_used, state));
    }

    Environment& m_environment;
    OutputForm m_form;
    JsonList m_list;
    UserCounts m_counts;
};

void sort_rows(std::vector<UserRow>& rows, std::string_view by) {
    const auto by_name = [](const UserRow& left, const UserRow& right) {
        return left.user < right.user;
    };
    if (by == "name") {
        std::sort(rows.begin(), rows.end(), by_name);
    } else if (by == "last-used") { // the longest ago first, and never before all
        std::sort(rows.begin(), rows.end(), [&by_name](const UserRow& left, const UserRow& right) {
            return left.last_used_at == right.last_used_at ? by_name(left, right)
                                                           : left.last_used_at < right.last_used_at;
        });
    } else {
        std::sort(rows.begin(), rows.end(), [&by_name](const UserRow& left, const UserRow& right) {
            return left.devices_enabled == right.devices_enabled
                       ? by_name(left, right)
                       : left.devices_enabled < right.devices_enabled;
        });
    }
}

wire::Message users_request(const UsersOptions& options) {
    wire::Message request{wire::MessageType::admin_users};
    if (!options.name.empty()) {
        request.add(wire::Field::name_pattern, options.name);
    }
    if (options.locked) {
        request.add(wire::Field::only, "locked");
    }
    if (options.without_device) {
        request.add(wire::Field::only, "without_device");
    }
    if (options.disabled) {
        request.add(wire::Field::only, "disabled");
    }
    return request;
}

Attempt<ExitCode> list_users(Environment& environment, const UsersOptions& options) {
    RowPrinter printer{environment, options.common.form()};
    std::vector<UserRow> rows;
    const auto reply =
        ask_helper(environment, users_request(options), [&](const wire::Message& item) -> Result<> {
            auto row = user_row(item);
            if (!row) {
                return Error{ErrorKind::protocol, "read the helper's answer", row.error().message};
            }
            if (options.sort.empty()) {
                printer.print(*row);
            } else {
                rows.push_back(std::move(*row));
            }
            return {};
        });
    if (!reply) {
        return printer.end_early(reply.error());
    }
    sort_rows(rows, options.sort);
    for (const UserRow& row : rows) {
        printer.print(row);
    }
    printer.end();
    return ExitCode::done;
}

} // namespace

Action declare_admin_users(CLI::App& app) {
    auto options = std::make_shared<UsersOptions>();
    declare_json(app, options->common.json);
    app.add_flag("--locked", options->locked, "only who must wait after wrong codes");
    app.add_flag("--without-device", options->without_device, "only who has no enabled device");
    app.add_flag("--disabled", options->disabled, "only who is disabled");
    app.add_option("--name", options->name, "only names that fit; * and ? are wildcards")
        ->type_name("GLOB");
    app.add_option("--sort", options->sort,
                   "name, last-used (longest ago first) or devices (fewest first); without it in "
                   "the store's order, at once")
        ->type_name("ORDER")
        ->check(CLI::IsMember({"name", "last-used", "devices"}));
    app.footer("Lists who has a record: whoever never began to enrol has none.");
    return make_action(std::move(options), list_users);
}

} // namespace mfa::tool
