#include "engine/policy/context.hpp"

#include "engine/base/text.hpp"

namespace mfa::policy {

void Context::set(std::string_view key, std::string value) {
    std::vector<std::string> values;
    values.push_back(std::move(value));
    set(key, std::move(values));
}

void Context::set(std::string_view key, std::vector<std::string> values) {
    m_values.insert_or_assign(to_lower(key), std::move(values));
}

const std::vector<std::string>* Context::find(std::string_view key) const {
    const auto found = m_values.find(to_lower(key));
    return found == m_values.end() ? nullptr : &found->second;
}

} // namespace mfa::policy
