#include "engine/policy/context.hpp"

#include "engine/base/text.hpp"

#include <algorithm>

namespace mfa::policy {

bool Context::LessIgnoringCase::operator()(std::string_view left, std::string_view right) const {
    const auto lower = [](char c) {
        return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    };
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                        [&](char a, char b) { return lower(a) < lower(b); });
}

void Context::set(std::string_view key, std::string value) {
    std::vector<std::string> values;
    values.push_back(std::move(value));
    set(key, std::move(values));
}

void Context::set(std::string_view key, std::vector<std::string> values) {
    m_values.insert_or_assign(to_lower(key), std::move(values));
}

const std::vector<std::string>* Context::find(std::string_view key) const {
    const auto found = m_values.find(key);
    return found == m_values.end() ? nullptr : &found->second;
}

} // namespace mfa::policy
