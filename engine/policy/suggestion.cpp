#include "engine/policy/suggestion.hpp"

#include "engine/base/text.hpp"

#include <algorithm>
#include <vector>

namespace mfa::policy {

namespace {

constexpr std::size_t longest_name = 64;

/// Levenshtein distance; swapped neighbours count as two.
std::size_t edit_distance(std::string_view left, std::string_view right) {
    std::vector<std::size_t> row(right.size() + 1);
    for (std::size_t j = 0; j < row.size(); ++j) {
        row[j] = j;
    }
    for (std::size_t i = 1; i <= left.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= right.size(); ++j) {
            const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

} // namespace

std::string_view nearest(std::string_view text, std::span<const std::string_view> known) {
    if (text.size() > longest_name) {
        return {};
    }
    const std::string wanted = to_lower(text);
    std::string_view best;
    std::size_t best_distance = text.size() < 6 ? 2 : 3; // one below is the most that is near
    for (const std::string_view name : known) {
        const std::size_t longer = std::max(name.size(), wanted.size());
        if (longer - std::min(name.size(), wanted.size()) >= best_distance) {
            continue; // that many letters are missing at least
        }
        const std::size_t distance = edit_distance(wanted, to_lower(name));
        if (distance < best_distance) {
            best = name;
            best_distance = distance;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view text, std::span<const std::string_view> known) {
    const std::string_view name = nearest(text, known);
    return name.empty() ? std::string{} : "; did you mean `" + std::string{name} + "`?";
}

} // namespace mfa::policy
