/** A user's actions in the editor of n8n 2.41, by clicking. */
import type { Locator, Page } from 'playwright-core';
import type { Owner } from '../../../dev/n8n/types';

export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	async logIn({ email, password }: Owner): Promise<void> {
		const data = { emailOrLdapLoginId: email, password };
		const answer = await this.page.request.post(`${this.url}/rest/login`, { data });
		if (!answer.ok()) throw new Error(`The owner can't log in: HTTP ${answer.status()}`);
	}

	/** `type` is the display name of the credential's type. */
	async newCredential(type: string): Promise<void> {
		await this.page.goto(`${this.url}/home/credentials/create`);
		await this.page.getByTestId('new-credential-type-select').click();
		await this.page.keyboard.type(type);
		await this.page
			.getByTestId('new-credential-type-select-option')
			.filter({ hasText: type })
			.first()
			.click();
		await this.page.getByTestId('new-credential-type-button').click();
	}

	/** `parameter` is the internal name of the field. */
	async fill(parameter: string, text: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.locator('input, textarea').last().fill(text);
	}

	/** @param delay ms per key */
	async type(parameter: string, text: string, delay: number): Promise<void> {
		await this.empty(parameter);
		await this.page.keyboard.type(text, { delay });
	}

	async useExpression(parameter: string, label: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.hover();
		const options = '*[@data-test-id="parameter-options-container"]';
		const frame = field.locator(`xpath=ancestor::*[.//${options}][1]`);
		await frame.getByTestId('parameter-options-container').getByText(label).click();
	}

	/** The page needs permission for the clipboard. */
	async pasteExpression(parameter: string, text: string, isEmptied: boolean): Promise<void> {
		await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
		const field = this.page.getByTestId(`parameter-input-${parameter}`).locator('.cm-content');
		await field.click();
		await this.page.keyboard.press('Control+A');
		if (isEmptied) {
			await this.page.keyboard.press('Delete');
			await field.filter({ hasText: /^$/ }).waitFor();
		}
		await this.page.keyboard.press('Control+V');
		await field.filter({ hasText: text }).waitFor();
	}

	private async empty(parameter: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.locator('input, textarea').last().click();
		await this.page.keyboard.press('Control+A');
		await this.page.keyboard.press('Delete');
	}

	/** n8n can save a new credential only after the dialog shows the credential's name. */
	async saveCredential(): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog
			.getByTestId('inline-edit-preview')
			.filter({ hasText: /account/ })
			.waitFor();
		await this.page.getByTestId('credential-save-button').click();
	}

	async saveChangedCredential(): Promise<void> {
		let isStored = false;
		const tested = this.page.waitForResponse((answer) => {
			isStored ||= answer.request().method() === 'PATCH' && /credentials/.test(answer.url());
			return isStored && answer.url().endsWith('/credentials/test');
		});
		await this.saveCredential();
		await tested;
	}

	/** Opens the dialog for a credential from a node without one. */
	async connect(label?: string): Promise<void> {
		const state = this.page.getByTestId('node-credentials-empty-state');
		await state.getByRole('button', { name: label }).click();
	}

	/** Changes the type of a credential. Example: clicks on "Global API Key", and then on "Evolution Go". */
	async chooseCredentialKind(offered: string, kind: string): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog.getByText(offered, { exact: true }).first().click();
		await this.page.getByText(kind, { exact: true }).filter({ visible: true }).last().click();
	}

	async connected(): Promise<void> {
		await this.page.getByTestId('editCredential-modal').waitFor({ state: 'hidden' });
		await this.page.getByTestId('credential-edit-button').waitFor();
	}

	async closeCredential(): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog.getByRole('button', { name: 'Close' }).click();
		await dialog.waitFor({ state: 'hidden' });
	}

	async editCredential(): Promise<void> {
		await this.page.getByTestId('credential-edit-button').click();
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
	}

	async paste(): Promise<void> {
		await this.page.getByTestId('canvas-add-button').waitFor();
		await this.page.bringToFront();
		await this.page.keyboard.press('Control+V');
	}

	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	}

	async credential(): Promise<string> {
		return await this.page.getByTestId('node-credentials-select').locator('input').inputValue();
	}

	async addTrigger(name: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.search(name);
		await this.choose(name);
	}

	async addEvent(node: string, event: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.search(node);
		await this.choose(node);
		await this.choose(event);
	}

	async addFirstStep(label: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').filter({ hasText: label }).click();
	}

	async addNextStep(): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
	}

	/** Clicks the plus for a sub-node, such as the *Memory* of an agent. If several nodes have such a plus, it's the last node's. */
	async addBelow(label: string): Promise<void> {
		const handle = this.page.getByTestId('canvas-node-input-handle').filter({ hasText: label });
		await handle.getByTestId('canvas-handle-plus').last().click();
	}

	async addBehind(): Promise<void> {
		const handle = this.page.getByTestId('canvas-node-output-handle');
		await handle.getByTestId('canvas-handle-plus').click();
	}

	async find(text: string | undefined, ...choices: string[]): Promise<void> {
		if (text !== undefined) await this.search(text);
		for (const choice of choices) await this.choose(choice);
	}

	/** The names must match exactly, because some contain others. */
	async findNamed(...names: string[]): Promise<void> {
		for (const name of names) {
			const exactly = this.page.getByText(name, { exact: true });
			await this.page.getByTestId('item-iterator-item').filter({ has: exactly }).first().click();
		}
	}

	async sees(text: string): Promise<void> {
		await this.page.getByText(text, { exact: true }).filter({ visible: true }).first().waitFor();
	}

	async addAction(node: string, action: string): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
		await this.search(node);
		await this.choose(node);
		await this.choose(action);
	}

	private async search(text: string): Promise<void> {
		await this.page.getByTestId('node-creator-search-bar').fill(text);
	}

	private async choose(text: string): Promise<void> {
		await this.page.getByTestId('item-iterator-item').filter({ hasText: text }).first().click();
	}

	async select(parameter: string, option: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).getByRole('combobox').click();
		await this.page
			.getByTestId('parameter-input-item')
			.filter({ hasText: new RegExp(`^\\s*${option}`), visible: true })
			.first()
			.click();
	}

	/** `mode` is the internal name of the mode. */
	async selectMode(parameter: string, mode: string): Promise<void> {
		await this.locator(parameter).getByTestId('rlc-mode-selector').click();
		await this.page.getByTestId(`mode-${mode}`).filter({ visible: true }).click();
	}

	private locator(parameter: string): Locator {
		return this.page.getByTestId(`resource-locator-${parameter}`);
	}

	/** Waits for the node's credential, because without one the list would stay empty. */
	private async clickList(parameter: string): Promise<void> {
		await this.page.getByTestId('credential-edit-button').first().waitFor();
		await this.locator(parameter).getByTestId('rlc-input').click();
	}

	async openList(parameter: string): Promise<string[]> {
		await this.clickList(parameter);
		const items = this.page.getByTestId('rlc-item').filter({ visible: true });
		await items.first().waitFor();
		return (await items.allInnerTexts()).map((text) => text.trim());
	}

	async openBrokenList(parameter: string): Promise<string> {
		await this.clickList(parameter);
		const error = this.page.getByTestId('rlc-error-container').filter({ visible: true });
		await error.waitFor();
		return await error.innerText();
	}

	async closeList(): Promise<void> {
		await this.page.getByTestId('output-panel').click();
	}

	async pickFromList(text: string): Promise<void> {
		await this.page
			.getByTestId('rlc-item')
			.filter({ hasText: text, visible: true })
			.first()
			.click();
	}

	async picked(parameter: string): Promise<string> {
		return await this.locator(parameter).getByTestId('rlc-input').inputValue();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
	}

	async executeStep(label = 'Execute step'): Promise<void> {
		await this.page.getByTestId('node-execute-button').filter({ hasText: label }).click();
	}

	/** `add` is the text of the collection's button. */
	async addToCollection(add: string, field: string): Promise<void> {
		await this.page.getByPlaceholder(add).click();
		await this.page.getByRole('option', { name: field, exact: true }).click();
	}

	/** Publishing takes two clicks, on buttons with the same text. */
	async publish(label = 'Publish'): Promise<void> {
		for (const button of ['workflow-open-publish-modal-button', 'workflow-publish-button'])
			await this.page.getByTestId(button).filter({ hasText: label }).click();
		await this.page.getByText('Published', { exact: true }).waitFor();
	}

	workflowId(): string {
		return /workflow\/([^/?]+)/.exec(this.page.url())?.[1] ?? '';
	}

	async zoomToFit(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
	}

	async closePublished(): Promise<void> {
		await this.page.getByRole('button', { name: 'Got it' }).click();
	}

	async outputShows(text: string): Promise<void> {
		await this.page.getByTestId('output-panel').getByText(text).first().waitFor();
		await this.page.getByTestId('node-execute-button').getByText('Execute step').waitFor();
	}

	async brokenPictures(): Promise<string[]> {
		const images = this.page.locator('img:visible');
		return await images.evaluateAll((elements: Array<{ naturalWidth: number; src: string }>) =>
			elements.filter((image) => image.naturalWidth === 0).map((image) => image.src),
		);
	}
}
