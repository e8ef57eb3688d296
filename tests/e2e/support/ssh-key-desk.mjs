import { IamUser } from "./iam.mjs";

/** The SSH keys of an IAM user in the browser client. */
export class SshKeyDesk {
  static #users = 0;

  constructor(page, { user, keys }) {
    Object.assign(this, { page, tab: page.tab, user, keys });
  }

  /**
   * Opens those of a new IAM user, who is signed in.
   *
   * @param {import("./www-world.mjs").WwwWorld} www
   * @param {object} [of] `options` of Playwright's `newContext`; fields of the user
   */
  static async open(t, www, { options, ...fields } = {}) {
    const user = await IamUser.create(www.aws, { name: `user${++SshKeyDesk.#users}`, ...fields });
    const keys = await www.aws.user({ name: user.name, ...fields });
    const page = await www.opened(t, "/credentials", { permissions: ["clipboard-read", "clipboard-write"], ...options });
    await page.signIn(keys);
    const desk = new SshKeyDesk(page, { user, keys });
    await desk.tab.getByRole("button", { name: "Manage SSH keys" }).click();
    await desk.section.getByRole("button", { name: "Reload" }).waitFor();
    return desk;
  }

  get section() {
    return this.tab.getByRole("region", { name: "SSH keys", exact: true });
  }

  /** The field for a public key. */
  get field() {
    return this.tab.getByLabel("Public key", { exact: true });
  }

  get uploadButton() {
    return this.tab.getByRole("button", { name: "Upload the public key", exact: true });
  }

  /** A button of the key with this id. */
  button(id, name) {
    return this.tab.getByRole("group", { name: id, exact: true }).getByRole("button", { name });
  }

  /** The ids of the keys that are listed. */
  ids() {
    return this.section.locator("li strong").allInnerTexts();
  }

  /** Opens the forms for a new key. */
  add() {
    return this.tab.getByRole("button", { name: "Add an SSH key" }).click();
  }

  /** Uploads a public key by pasting it, and returns its id. */
  async upload(publicKey) {
    const before = await this.ids();
    await this.add();
    await this.field.fill(publicKey);
    await this.uploadButton.click();
    await this.tab.getByText("The public key was uploaded.").waitFor();
    return (await this.ids()).find((id) => !before.includes(id));
  }
}
