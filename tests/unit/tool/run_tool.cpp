#include "tests/unit/tool/run_tool.hpp"

#include "mfa_tool/tool.hpp"

#include <fcntl.h>
#include <stdexcept>
#include <sys/wait.h>

namespace mfa::test {

namespace {

UniqueFd open_file(const std::string& path, int flags) {
    UniqueFd file{::open(path.c_str(), flags | O_CLOEXEC, 0600)};
    if (!file) {
        throw std::runtime_error{"cannot open " + path};
    }
    return file;
}

std::string content_of(const std::string& path) {
    constexpr std::size_t limit = 1024UL * 1024;
    auto text = read_text(open_file(path, O_RDONLY).get(), limit, path);
    return text ? std::move(text).take() : throw std::runtime_error{text.error().message()};
}

} // namespace

Ran run_tool(const FakeHelper& helper, const std::vector<std::string>& arguments,
             std::string_view input) {
    tool::Settings settings;
    settings.helper_path = helper.path();
    return run_tool(std::move(settings), arguments, input);
}

Ran run_tool(tool::Settings settings, const std::vector<std::string>& arguments,
             std::string_view input) {
    const TempDir folder;
    {
        const UniqueFd file = open_file(folder / "in", O_WRONLY | O_CREAT);
        if (!write_all(file.get(), input, "in")) {
            throw std::runtime_error{"cannot write the input"};
        }
    }
    const UniqueFd in = open_file(folder / "in", O_RDONLY);
    const UniqueFd out = open_file(folder / "out", O_WRONLY | O_CREAT);
    const UniqueFd err = open_file(folder / "err", O_WRONLY | O_CREAT);
    settings.input_fd = in.get();
    settings.output_fd = out.get();
    settings.error_fd = err.get();
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::_exit(tool::run(arguments, std::move(settings)));
    }
    int status = 0;
    if (pid < 0 || ::waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) {
        throw std::runtime_error{"the tool did not end by itself"};
    }
    return {WEXITSTATUS(status), content_of(folder / "out"), content_of(folder / "err")};
}

} // namespace mfa::test
