package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// checkTrust refuses a configuration file that another user can change: who can, has the next
// login sent to a host of theirs. The rules are those of sshd for the files of a user: the file
// and its folder, up to the home directory, belong to root or to me, who runs the program, and
// nobody else may write them. The file is no link; of a folder that is one, what it leads to
// counts too.
func checkTrust(path string, me int) error {
	real, err := filepath.EvalSymlinks(path)
	if info, none := os.Lstat(path); none == nil && info.Mode()&fs.ModeSymlink != 0 {
		cure := "rm " + quoteForShell(path)
		if err == nil {
			cure = "install -m 600 " + quoteForShell(real) + " " + quoteForShell(path)
		}
		return refuse("profile", "the configuration file %s is not read: it is a symbolic link; type: %s", path, cure)
	}
	if err != nil {
		return nil //nolint:nilerr // what is not there is not read, and what cannot be found fails to be read
	}
	for _, place := range append(append([]string{real}, foldersOf(real)...), foldersOf(path)...) {
		info, err := os.Stat(place)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return refuse("profile", "the configuration file cannot be read: %v", err)
		}
		if why, cure := distrust(info, me); why != "" {
			return refuse("profile", "the configuration file %s is not read: %s %s; type: %s %s", path, place, why, cure, quoteForShell(place))
		}
	}
	return nil
}

// foldersOf lists the folder of a file and, below the home directory, those above it.
func foldersOf(path string) []string {
	dir := filepath.Dir(path)
	folders := []string{dir}
	home, err := os.UserHomeDir()
	for err == nil && strings.HasPrefix(dir, home+string(filepath.Separator)) {
		dir = filepath.Dir(dir)
		folders = append(folders, dir)
	}
	return folders
}

// distrust says why others can change a file or a folder, and the command that ends it.
func distrust(info fs.FileInfo, me int) (why, cure string) {
	if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 && int(owner.Uid) != me {
		return fmt.Sprintf("belongs to another user (uid %d)", owner.Uid), fmt.Sprintf("sudo chown %d", me)
	}
	if mode := info.Mode().Perm(); mode&0o022 != 0 {
		return fmt.Sprintf("can be changed by others (mode %04o)", mode), "chmod go-w"
	}
	return "", ""
}

// quoteForShell makes one word of a path.
func quoteForShell(path string) string {
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
