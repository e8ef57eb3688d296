// Drives go-git as specified in ../driver.mjs.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/http"
)

const (
	failed          = 1
	noSuchOperation = 3
)

// The version of the library, set by the build.
var version = "of an unknown version"

type arguments struct {
	URL        string
	Directory  string
	Depth      int
	From       string
	To         string
	Ref        string
	Credential struct{ Username, Password, Bearer string }
}

func main() {
	var args arguments
	if err := json.Unmarshal([]byte(os.Args[2]), &args); err != nil {
		answer("error", err.Error(), failed)
	}
	var err error
	switch operation := os.Args[1]; operation {
	case "version":
		answer("version", "go-git "+version, 0)
	case "clone", "clone-shallow":
		_, err = git.PlainClone(args.Directory, false, &git.CloneOptions{URL: args.URL, Auth: args.auth(), Depth: args.Depth})
	case "fetch":
		err = args.fetch()
	case "deepen":
		// If it has the tips, it requests nothing, whatever the depth.
		if err = args.fetch(); err == transport.ErrEmptyUploadPackRequest {
			answer("missing", "go-git has no "+operation, noSuchOperation)
		}
	case "push":
		err = args.push(args.From + ":" + args.To)
	case "delete":
		err = args.push(":" + args.Ref)
	default:
		answer("missing", "go-git has no "+operation, noSuchOperation)
	}
	if err != nil {
		answer("error", err.Error(), failed)
	}
	fmt.Println("{}")
}

func (args *arguments) auth() transport.AuthMethod {
	if args.Credential.Bearer != "" {
		return &http.TokenAuth{Token: args.Credential.Bearer}
	}
	return &http.BasicAuth{Username: args.Credential.Username, Password: args.Credential.Password}
}

func (args *arguments) fetch() error {
	repository, err := git.PlainOpen(args.Directory)
	if err != nil {
		return err
	}
	err = repository.Fetch(&git.FetchOptions{Auth: args.auth(), Depth: args.Depth})
	// It calls this an error; the caller checks what arrived.
	if err == git.NoErrAlreadyUpToDate {
		return nil
	}
	return err
}

func (args *arguments) push(refspec string) error {
	repository, err := git.PlainOpen(args.Directory)
	if err != nil {
		return err
	}
	return repository.Push(&git.PushOptions{Auth: args.auth(), RefSpecs: []config.RefSpec{config.RefSpec(refspec)}})
}

func answer(key, text string, code int) {
	line, _ := json.Marshal(map[string]string{key: text})
	fmt.Println(string(line))
	os.Exit(code)
}
