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
    name: "BatchGetRepositories of a known and an unknown name",
    source: "public",
    expected: "200, 1 found, 1 not",
    depends: "the descriptions in the page's list of repositories",
    needs: ["credentials", "repository"],
    async ask(target) {
      const { status, output } = await target.api("BatchGetRepositories", { repositoryNames: [target.repository, "codecommit-edge-absent"] });
      return output.repositories ? `${status}, ${output.repositories.length} found, ${output.repositoriesNotFound?.length} not` : `${status}, ${output.__type}`;
    },
  },
  {
    name: "BatchGetRepositories of 101 names",
    source: "public",
    expected: /^400, (.*#)?MaximumRepositoryNamesExceededException$/,
    depends: "how many repositories the edge and the page describe at a time: 100",
    needs: ["credentials"],
    async ask(target) {
      const { status, output } = await target.api("BatchGetRepositories", { repositoryNames: Array.from({ length: 101 }, (_, number) => `codecommit-edge-absent-${number}`) });
      return `${status}, ${output.__type ?? "a list"}`;
    },
  },
  {
    name: "GetRepository of an unknown name",
    source: "public",
    expected: /^400, (.*#)?RepositoryDoesNotExistException$/,
    depends: "the page's message for an unknown repository",
    needs: ["credentials"],
    async ask(target) {
      const { status, output } = await target.api("GetRepository", { repositoryName: "codecommit-edge-absent" });
      return `${status}, ${output.__type ?? "a repository"}`;
    },
  },
];
