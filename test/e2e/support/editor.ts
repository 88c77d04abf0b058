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

	/** Opens the dialog for a new credential; `type` is the display name of its type. */
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

	/** Fills a text field of the open dialog or node. `parameter` is the internal name of the field. */
	async fill(parameter: string, text: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.locator('input, textarea').last().fill(text);
	}

	/** Replaces the text of a field by typing. @param delay ms per key */
	async type(parameter: string, text: string, delay: number): Promise<void> {
		await this.empty(parameter);
		await this.page.keyboard.type(text, { delay });
	}

	/** Turns a fixed field into an expression with the same text. `label` is the text of the editor's button for it. */
	async useExpression(parameter: string, label: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.hover();
		const options = '*[@data-test-id="parameter-options-container"]';
		const frame = field.locator(`xpath=ancestor::*[.//${options}][1]`);
		await frame.getByTestId('parameter-options-container').getByText(label).click();
	}

	/** Pastes a text over the text of an expression, or into the emptied field. The page needs permission for the clipboard. */
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

	/** Saves a new credential. n8n refuses that until the dialog shows a name for it, which it has to request first. */
	async saveCredential(): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog
			.getByTestId('inline-edit-preview')
			.filter({ hasText: /account/ })
			.waitFor();
		await this.page.getByTestId('credential-save-button').click();
	}

	/** Saves an existing credential, and waits until n8n has stored and tested the changes. */
	async saveChangedCredential(): Promise<void> {
		let isStored = false;
		const tested = this.page.waitForResponse((answer) => {
			isStored ||= answer.request().method() === 'PATCH' && /credentials/.test(answer.url());
			return isStored && answer.url().endsWith('/credentials/test');
		});
		await this.saveCredential();
		await tested;
	}

	/** Opens the dialog for a credential from a node without one. `label` is the button's text. */
	async connect(label?: string): Promise<void> {
		const state = this.page.getByTestId('node-credentials-empty-state');
		await state.getByRole('button', { name: label }).click();
	}

	/** Chooses another credential type in the dialog. `offered` is the label that opens the choice, and `kind` the label of the type. */
	async chooseCredentialKind(offered: string, kind: string): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog.getByText(offered, { exact: true }).first().click();
		await this.page.getByText(kind, { exact: true }).filter({ visible: true }).last().click();
	}

	/** Waits until a new credential has passed its test, which closes the dialog. */
	async connected(): Promise<void> {
		await this.page.getByTestId('editCredential-modal').waitFor({ state: 'hidden' });
		await this.page.getByTestId('credential-edit-button').waitFor();
	}

	/** Closes the credential's dialog, which leads back to the node. */
	async closeCredential(): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog.getByRole('button', { name: 'Close' }).click();
		await dialog.waitFor({ state: 'hidden' });
	}

	/** Opens the credential that the open node uses. */
	async editCredential(): Promise<void> {
		await this.page.getByTestId('credential-edit-button').click();
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
	}

	/** Pastes into the empty canvas from the clipboard. */
	async paste(): Promise<void> {
		await this.page.getByTestId('canvas-add-button').waitFor();
		await this.page.bringToFront();
		await this.page.keyboard.press('Control+V');
	}

	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	}

	/** Returns the name of the credential that the open node uses. */
	async credential(): Promise<string> {
		return await this.page.getByTestId('node-credentials-select').locator('input').inputValue();
	}

	/** Adds the first node with the big plus in the middle of the empty canvas. */
	async addTrigger(name: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.search(name);
		await this.choose(name);
	}

	/** Adds the first node with the big plus, and chooses one of the node's events, such as *On message received*. */
	async addEvent(node: string, event: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.search(node);
		await this.choose(node);
		await this.choose(event);
	}

	/** Clicks a button of the empty canvas that adds the first node. `label` is the text below its plus. */
	async addFirstStep(label: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').filter({ hasText: label }).click();
	}

	/** Clicks the small plus after the last node. */
	async addNextStep(): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
	}

	/** Clicks the plus for a sub-node, such as the *Memory* of an agent. If several nodes have such a plus, it's the last node's. */
	async addBelow(label: string): Promise<void> {
		const handle = this.page.getByTestId('canvas-node-input-handle').filter({ hasText: label });
		await handle.getByTestId('canvas-handle-plus').last().click();
	}

	/** Clicks the plus after the only node that isn't connected to a next node. */
	async addBehind(): Promise<void> {
		const handle = this.page.getByTestId('canvas-node-output-handle');
		await handle.getByTestId('canvas-handle-plus').click();
	}

	/** Uses the open panel of nodes: searches for the text, if there is one, and clicks the choices one after the other. */
	async find(text: string | undefined, ...choices: string[]): Promise<void> {
		if (text !== undefined) await this.search(text);
		for (const choice of choices) await this.choose(choice);
	}

	/** Clicks the choices in the open panel of nodes, one after the other. The names must match exactly, because some contain others. */
	async findNamed(...names: string[]): Promise<void> {
		for (const name of names) {
			const exactly = this.page.getByText(name, { exact: true });
			await this.page.getByTestId('item-iterator-item').filter({ has: exactly }).first().click();
		}
	}

	/** Waits until the screen shows exactly this text. */
	async sees(text: string): Promise<void> {
		await this.page.getByText(text, { exact: true }).filter({ visible: true }).first().waitFor();
	}

	/** Adds the next node with the small plus after the last one, and chooses one of the node's actions. */
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

	/** Chooses an option from a dropdown of the open node, by the option's label. */
	async select(parameter: string, option: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).getByRole('combobox').click();
		await this.page
			.getByTestId('parameter-input-item')
			.filter({ hasText: new RegExp(`^\\s*${option}`), visible: true })
			.first()
			.click();
	}

	/** Chooses the mode of a resource locator; `mode` is the internal name of the mode. */
	async selectMode(parameter: string, mode: string): Promise<void> {
		await this.locator(parameter).getByTestId('rlc-mode-selector').click();
		await this.page.getByTestId(`mode-${mode}`).filter({ visible: true }).click();
	}

	private locator(parameter: string): Locator {
		return this.page.getByTestId(`resource-locator-${parameter}`);
	}

	/** Opens the list of a resource locator. Before that, it waits for the node's credential, because without one the list would stay empty. */
	private async clickList(parameter: string): Promise<void> {
		await this.page.getByTestId('credential-edit-button').first().waitFor();
		await this.locator(parameter).getByTestId('rlc-input').click();
	}

	/** Returns the entries in the list of a resource locator. */
	async openList(parameter: string): Promise<string[]> {
		await this.clickList(parameter);
		const items = this.page.getByTestId('rlc-item').filter({ visible: true });
		await items.first().waitFor();
		return (await items.allInnerTexts()).map((text) => text.trim());
	}

	/** Opens a list that can't be loaded, and returns the error in it. */
	async openBrokenList(parameter: string): Promise<string> {
		await this.clickList(parameter);
		const error = this.page.getByTestId('rlc-error-container').filter({ visible: true });
		await error.waitFor();
		return await error.innerText();
	}

	/** Closes the open list by clicking outside of it. */
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

	/** Returns the value that a resource locator shows. */
	async picked(parameter: string): Promise<string> {
		return await this.locator(parameter).getByTestId('rlc-input').inputValue();
	}

	/** Closes the node, which leads back to the canvas. */
	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
	}

	async executeStep(label = 'Execute step'): Promise<void> {
		await this.page.getByTestId('node-execute-button').filter({ hasText: label }).click();
	}

	/** Adds a field to a collection. `add` is the text of the collection's button. */
	async addToCollection(add: string, field: string): Promise<void> {
		await this.page.getByPlaceholder(add).click();
		await this.page.getByRole('option', { name: field, exact: true }).click();
	}

	/** Publishes the workflow. This takes two clicks, on buttons with the same text. */
	async publish(label = 'Publish'): Promise<void> {
		for (const button of ['workflow-open-publish-modal-button', 'workflow-publish-button'])
			await this.page.getByTestId(button).filter({ hasText: label }).click();
		await this.page.getByText('Published', { exact: true }).waitFor();
	}

	/** Returns the ID of the workflow on the canvas. */
	workflowId(): string {
		return /workflow\/([^/?]+)/.exec(this.page.url())?.[1] ?? '';
	}

	/** Brings all nodes of the canvas into view. */
	async zoomToFit(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
	}

	/** Closes n8n's message that the workflow is published. */
	async closePublished(): Promise<void> {
		await this.page.getByRole('button', { name: 'Got it' }).click();
	}

	/** Waits until the open node has run, and its output contains the text. */
	async outputShows(text: string): Promise<void> {
		await this.page.getByTestId('output-panel').getByText(text).first().waitFor();
		await this.page.getByTestId('node-execute-button').getByText('Execute step').waitFor();
	}

	/** Returns the URLs of pictures that can't be displayed, for example of an icon that is missing in the package. */
	async brokenPictures(): Promise<string[]> {
		const images = this.page.locator('img:visible');
		return await images.evaluateAll((elements: Array<{ naturalWidth: number; src: string }>) =>
			elements.filter((image) => image.naturalWidth === 0).map((image) => image.src),
		);
	}
}
