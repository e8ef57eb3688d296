export default [
  {
    name: "ListRepositories",
    source: "public",
    expected: "200, a list",
    depends: "the page's list of repositories",
    needs: ["credentials"],
    async ask(target) {
      const { status, output } = await target.api("ListRepositories", {});
      return Array.isArray(output.repositories) ? `${status}, a list` : `${status}, ${output.__type}`;
    },
  },
  {
    name: "GetRepository of an unknown name",
    source: "public",
    expected: /^400, (.*#)?RepositoryDoesNotExistException$/,
    depends: "what the page says of a repository that is not there",
    needs: ["credentials"],
    async ask(target) {
      const { status, output } = await target.api("GetRepository", { repositoryName: "codecommit-edge-absent" });
      return `${status}, ${output.__type ?? "a repository"}`;
    },
  },
];
