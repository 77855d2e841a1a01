#pragma once

#include "engine/base/file.hpp"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace mfa::test {

/// A folder of a test's own, removed at the end.
class TempDir {
public:
    TempDir() {
        std::string pattern = (std::filesystem::temp_directory_path() / "mfa-test-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("mkdtemp failed");
        }
        m_path = pattern;
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }

    [[nodiscard]] const std::string& path() const { return m_path; }
    [[nodiscard]] std::string operator/(const std::string& name) const {
        return m_path + "/" + name;
    }
    [[nodiscard]] UniqueFd open() const {
        auto directory = open_directory(m_path, {});
        if (!directory) {
            throw std::runtime_error(directory.error().message());
        }
        return std::move(directory).take();
    }

private:
    std::string m_path;
};

} // namespace mfa::test
