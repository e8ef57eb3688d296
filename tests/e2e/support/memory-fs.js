/** An in-memory file system with the functions that isomorphic-git needs: a map from paths to files and directories. */
export class MemoryFs {
  #nodes = new Map([["/", directory()]]);

  promises = {
    readFile: async (path, options) => {
      const node = this.#node(path);
      if (node.type !== "file") throw failure("EISDIR", path);
      const encoding = options?.encoding ?? options;
      return encoding === "utf8" ? new TextDecoder().decode(node.content) : node.content;
    },
    writeFile: async (given, content) => {
      const path = normal(given);
      this.#parent(path);
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content);
      this.#nodes.set(path, { type: "file", content: bytes, mtimeMs: Date.now() });
    },
    mkdir: async (given) => {
      const path = normal(given);
      if (this.#nodes.has(path)) throw failure("EEXIST", path);
      this.#parent(path);
      this.#nodes.set(path, directory());
    },
    readdir: async (path) => {
      if (this.#node(path).type !== "directory") throw failure("ENOTDIR", path);
      return this.#children(path);
    },
    unlink: async (path) => {
      this.#node(path);
      this.#nodes.delete(normal(path));
    },
    rmdir: async (path) => {
      this.#node(path);
      if (this.#children(path).length > 0) throw failure("ENOTEMPTY", path);
      this.#nodes.delete(normal(path));
    },
    stat: async (path) => this.#stat(path),
    lstat: async (path) => this.#stat(path),
    readlink: async (path) => {
      throw failure("EINVAL", path);
    },
    symlink: async (_, path) => {
      throw failure("EPERM", path);
    },
  };

  #node(path) {
    const node = this.#nodes.get(normal(path));
    if (!node) throw failure("ENOENT", path);
    return node;
  }

  #parent(path) {
    return this.#node(path.slice(0, path.lastIndexOf("/")) || "/");
  }

  #children(path) {
    const prefix = normal(`${path}/`).replace(/\/?$/, "/");
    return [...this.#nodes.keys()]
      .filter((key) => key !== "/" && key.startsWith(prefix) && !key.slice(prefix.length).includes("/"))
      .map((key) => key.slice(prefix.length));
  }

  #stat(path) {
    const { type, content, mtimeMs } = this.#node(path);
    return {
      type,
      mode: type === "file" ? 0o100644 : 0o040755,
      size: content?.length ?? 0,
      ino: 0,
      mtimeMs,
      ctimeMs: mtimeMs,
      uid: 1,
      gid: 1,
      dev: 1,
      isFile: () => type === "file",
      isDirectory: () => type === "directory",
      isSymbolicLink: () => false,
    };
  }
}

function normal(path) {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  return `/${segments.join("/")}`;
}

function directory() {
  return { type: "directory", mtimeMs: Date.now() };
}

function failure(code, path) {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
