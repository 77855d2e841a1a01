// What reading a file of secrets found: entries, and what was not taken and why.
//
// MUST: no message quotes anything that could be a secret, whatever the file looks like.
#pragma once

#include "engine/transfer/entry.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace mfa::transfer {

/// Most bytes of a file that one user keeps, and of one that an administrator keeps of many.
inline constexpr std::size_t user_file_max = std::size_t{64} * 1024;
inline constexpr std::size_t many_users_file_max = std::size_t{16} * 1024 * 1024;

/// Most findings that are kept; that there were more is the last of them.
inline constexpr std::size_t findings_max = 1000;

enum class Severity {
    note, ///< taken, but something differs from now on
    error ///< not taken
};

struct Finding {
    Severity severity = Severity::error;
    Place place;
    std::string message; ///< lower case, no full stop, no secret
};

struct Report {
    std::vector<Entry> entries;
    std::vector<Finding> findings;

    void note(Place place, std::string message);
    void error(Place place, std::string message);
    [[nodiscard]] bool has_errors() const;

private:
    void add(Finding finding);
    bool m_more_errors = false;
};

/// Gives entries of one user that have the same device name names of their own: the first keeps
/// its name, later ones are called `imported-2`, `imported-3`, …, each with a note.
void name_apart(Report& report);

} // namespace mfa::transfer
