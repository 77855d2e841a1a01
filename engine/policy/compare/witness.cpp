#include "engine/policy/compare/witness.hpp"

#include "engine/policy/compare/pattern_product.hpp"

#include <map>
#include <set>

namespace mfa::policy::compare {

namespace {

/// Something that no pattern waits for: a letter or digit where one is left.
std::uint32_t character_in_none(std::span<const TextPattern> patterns) {
    std::set<std::uint32_t> used;
    for (const TextPattern& pattern : patterns) {
        for (const Symbol& symbol : pattern.symbols) {
            used.insert(folded(symbol.value));
        }
    }
    for (const char c : std::string_view{"xyzwvutqrspkjhgfdm0123456789"}) {
        if (used.count(static_cast<unsigned char>(c)) == 0) {
            return static_cast<unsigned char>(c);
        }
    }
    std::uint32_t value = 0xC480; // U+0100 and on, in UTF-8
    while (used.count(value) != 0) {
        value += (value & 0xFFU) == 0xBFU ? 0x100 - 0x3F : 1;
    }
    return value;
}

std::string text_of(const TextPattern& literal) {
    std::string text;
    for (const Symbol& symbol : literal.symbols) {
        text += policy::text_of(symbol.value);
    }
    return text;
}

/// Patterns that run side by side, and the others, each of which covers one text alone: that text
/// is the only one that tells it apart, so it need not run. Unless a text that was found for the
/// others happens to be that very one; then it does.
class Apart {
public:
    Apart(std::span<const TextPattern> patterns, std::span<const Requirement> requirements)
        : m_patterns{patterns}, m_requirements{requirements}, m_runs(patterns.size()) {
        for (std::size_t i = 0; i < patterns.size(); ++i) {
            if (patterns[i].is_literal()) {
                m_literals.try_emplace(text_of(patterns[i])).first->second.push_back(i);
            } else {
                m_runs[i] = true;
            }
        }
    }

    Witnesses run(std::size_t states_max) {
        const std::uint32_t other = character_in_none(m_patterns);
        for (;;) {
            Witnesses found = product(other, states_max);
            const bool has_met_literals = let_run(found.texts);
            if (!has_met_literals) {
                for (const auto& [text, indices] : m_literals) {
                    found.texts.push_back(text);
                }
                return found;
            }
        }
    }

private:
    [[nodiscard]] Witnesses product(std::uint32_t other, std::size_t states_max) const {
        std::vector<TextPattern> running;
        std::vector<std::size_t> number(m_patterns.size());
        for (std::size_t i = 0; i < m_patterns.size(); ++i) {
            if (m_runs[i]) {
                number[i] = running.size();
                running.push_back(m_patterns[i]);
            }
        }
        std::vector<Requirement> requirements;
        for (const Requirement& requirement : m_requirements) {
            Requirement& left = requirements.emplace_back();
            for (const std::size_t index : requirement) {
                if (m_runs[index]) {
                    left.push_back(number[index]);
                }
            }
        }
        return PatternProduct{running, requirements, other, states_max}.run();
    }

    /// Moves the literals that cover one of the texts to the others; whether there were any.
    bool let_run(const std::vector<std::string>& texts) {
        bool has_moved = false;
        for (const std::string& text : texts) {
            const auto literal = m_literals.find(text);
            if (literal == m_literals.end()) {
                continue;
            }
            for (const std::size_t index : literal->second) {
                m_runs[index] = true;
            }
            m_literals.erase(literal);
            has_moved = true;
        }
        return has_moved;
    }

    std::span<const TextPattern> m_patterns;
    std::span<const Requirement> m_requirements;
    std::vector<bool> m_runs;                                   ///< by pattern
    std::map<std::string, std::vector<std::size_t>> m_literals; ///< that do not run, by text
};

} // namespace

Witnesses find_witnesses(std::span<const TextPattern> patterns, std::size_t states_max,
                         std::span<const Requirement> requirements) {
    return Apart{patterns, requirements}.run(states_max);
}

} // namespace mfa::policy::compare
