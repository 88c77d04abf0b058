/** What a person does in the editor of n8n 2.41, by clicking. */
import type { Locator, Page } from 'playwright-core';
import type { Owner } from '../../../dev/n8n/types';

export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	async logIn({ email, password }: Owner): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.getByLabel('Email').fill(email);
		await this.page.getByLabel('Password').fill(password);
		await this.page.getByRole('button', { name: 'Sign in' }).click();
		await this.page.waitForURL(/home|workflow/);
	}

	/** Opens the dialog of a new credential; `type` is its display name. */
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

	/** Fills a text field of the open dialog or node, by the name of the parameter. */
	async fill(parameter: string, text: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.locator('input, textarea').last().fill(text);
	}

	/** The same by hand, in place of what the field holds. @param delay milliseconds a key */
	async type(parameter: string, text: string, delay: number): Promise<void> {
		await this.empty(parameter);
		await this.page.keyboard.type(text, { delay });
	}

	/** Turns a field that is fixed into an expression, which then has the same text. */
	async useExpression(parameter: string, label: string): Promise<void> {
		const field = this.page.getByTestId(`parameter-input-${parameter}`);
		await field.hover();
		const options = '*[@data-test-id="parameter-options-container"]';
		const whole = field.locator(`xpath=ancestor::*[.//${options}][1]`);
		await whole.getByTestId('parameter-options-container').getByText(label).click();
	}

	/** Pastes what is copied elsewhere into an expression, over all of it or once it is empty. The page needs the clipboard. */
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

	/** A new one can be saved once the editor has asked n8n for its name; until then n8n refuses it. */
	async saveCredential(): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog
			.getByTestId('inline-edit-preview')
			.filter({ hasText: /account/ })
			.waitFor();
		await this.page.getByTestId('credential-save-button').click();
	}

	/** Saves a credential that was there before, and waits until n8n has stored and tested what it is now. */
	async saveChangedCredential(): Promise<void> {
		let isStored = false;
		const tested = this.page.waitForResponse((answer) => {
			isStored ||= answer.request().method() === 'PATCH' && /credentials/.test(answer.url());
			return isStored && answer.url().endsWith('/credentials/test');
		});
		await this.saveCredential();
		await tested;
	}

	/** Opens the dialog of the first credential ever, from the open node; `label` is what the button says. */
	async connect(label?: string): Promise<void> {
		const state = this.page.getByTestId('node-credentials-empty-state');
		await state.getByRole('button', { name: label }).click();
	}

	/** In the dialog of a new credential: another kind than the one it offers, by its label. */
	async chooseCredentialKind(offered: string, wanted: string): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog.getByText(offered, { exact: true }).first().click();
		await this.page.getByText(wanted, { exact: true }).filter({ visible: true }).last().click();
	}

	/** A new credential that works closes its dialog by itself. */
	async connected(): Promise<void> {
		await this.page.getByTestId('editCredential-modal').waitFor({ state: 'hidden' });
		await this.page.getByTestId('credential-edit-button').waitFor();
	}

	/** Back to the node that the credential was opened from. */
	async closeCredential(): Promise<void> {
		const dialog = this.page.getByTestId('editCredential-modal');
		await dialog.getByRole('button', { name: 'Close' }).click();
		await dialog.waitFor({ state: 'hidden' });
	}

	/** Opens the credential that the open node uses. */
	async editCredential(): Promise<void> {
		await this.page.getByTestId('credential-edit-button').click();
	}

	/** Chooses a credential of the open node, by the display name of its type. */
	async useCredential(type: string): Promise<void> {
		await this.page.getByTestId('node-credentials-select').click();
		await this.page
			.locator('[data-test-id^="node-credentials-select-item-"]')
			.filter({ hasText: type })
			.click();
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
	}

	/** Into the empty canvas: what was copied before, here or elsewhere in the browser. */
	async paste(): Promise<void> {
		await this.page.getByTestId('canvas-add-button').waitFor();
		await this.page.bringToFront();
		await this.page.keyboard.press('Control+V');
	}

	async openNode(name: string): Promise<void> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	}

	/** The name of the credential that the open node uses. */
	async credential(): Promise<string> {
		return await this.page.getByTestId('node-credentials-select').locator('input').inputValue();
	}

	/** The first node: the big plus in the middle of the empty canvas. */
	async addTrigger(name: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.search(name);
		await this.choose(name);
	}

	/** The first node again: one of the node's events, such as *On message received*. */
	async addEvent(node: string, event: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.search(node);
		await this.choose(node);
		await this.choose(event);
	}

	/** The first node, by what the person reads below the big plus. */
	async addFirstStep(label: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').filter({ hasText: label }).click();
	}

	/** The small plus behind the last node. */
	async addNextStep(): Promise<void> {
		await this.page.getByTestId('canvas-handle-plus').last().click();
	}

	/** The plus below a node for what belongs to it, such as the *Memory* of an agent; of several nodes that of the last. */
	async addBelow(label: string): Promise<void> {
		const handle = this.page.getByTestId('canvas-node-input-handle').filter({ hasText: label });
		await handle.getByTestId('canvas-handle-plus').last().click();
	}

	/** The plus behind the only node that nothing follows. */
	async addBehind(): Promise<void> {
		const handle = this.page.getByTestId('canvas-node-output-handle');
		await handle.getByTestId('canvas-handle-plus').click();
	}

	/** In the open panel of nodes: searches, if there is something to search for, and chooses one after the other. */
	async find(text: string | undefined, ...choices: string[]): Promise<void> {
		if (text !== undefined) await this.search(text);
		for (const choice of choices) await this.choose(choice);
	}

	/** In the open panel of nodes: chooses by whole names, one after the other. Some names are part of others. */
	async findNamed(...names: string[]): Promise<void> {
		for (const name of names) {
			const exactly = this.page.getByText(name, { exact: true });
			await this.page.getByTestId('item-iterator-item').filter({ has: exactly }).first().click();
		}
	}

	/** Waits until this stands on the screen, as a text of its own. */
	async sees(text: string): Promise<void> {
		await this.page.getByText(text, { exact: true }).filter({ visible: true }).first().waitFor();
	}

	/** The next node: the small plus behind the last one, then one of the node's actions. */
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

	/** Chooses from a dropdown of the open node, by the labels that the person reads. */
	async select(parameter: string, option: string): Promise<void> {
		await this.page.getByTestId(`parameter-input-${parameter}`).getByRole('combobox').click();
		await this.page
			.getByTestId('parameter-input-item')
			.filter({ hasText: new RegExp(`^\\s*${option}`), visible: true })
			.first()
			.click();
	}

	/** Chooses how a resource locator is filled in; `mode` is the name of the mode. */
	async selectMode(parameter: string, mode: string): Promise<void> {
		await this.locator(parameter).getByTestId('rlc-mode-selector').click();
		await this.page.getByTestId(`mode-${mode}`).filter({ visible: true }).click();
	}

	private locator(parameter: string): Locator {
		return this.page.getByTestId(`resource-locator-${parameter}`);
	}

	/** The editor gives the node its credential a moment after it has opened: a list asked for before that stays empty. */
	private async clickList(parameter: string): Promise<void> {
		await this.page.getByTestId('credential-edit-button').first().waitFor();
		await this.locator(parameter).getByTestId('rlc-input').click();
	}

	/** What the list of a resource locator offers. */
	async openList(parameter: string): Promise<string[]> {
		await this.clickList(parameter);
		const items = this.page.getByTestId('rlc-item').filter({ visible: true });
		await items.first().waitFor();
		return (await items.allInnerTexts()).map((text) => text.trim());
	}

	/** What is said in place of a list that cannot load. */
	async openBrokenList(parameter: string): Promise<string> {
		await this.clickList(parameter);
		const error = this.page.getByTestId('rlc-error-container').filter({ visible: true });
		await error.waitFor();
		return await error.innerText();
	}

	/** Closes whatever list is open, by a click beside it. */
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

	/** What a resource locator holds, as it is shown. */
	async picked(parameter: string): Promise<string> {
		return await this.locator(parameter).getByTestId('rlc-input').inputValue();
	}

	/** Back to the canvas. */
	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
	}

	async executeStep(label = 'Execute step'): Promise<void> {
		await this.page.getByTestId('node-execute-button').filter({ hasText: label }).click();
	}

	/** Adds one of a collection's fields; `add` is what its button says. */
	async addToCollection(add: string, field: string): Promise<void> {
		await this.page.getByPlaceholder(add).click();
		await this.page.getByRole('option', { name: field, exact: true }).click();
	}

	/** The workflow of the canvas goes live: two buttons that say the same. */
	async publish(label = 'Publish'): Promise<void> {
		for (const button of ['workflow-open-publish-modal-button', 'workflow-publish-button'])
			await this.page.getByTestId(button).filter({ hasText: label }).click();
		await this.page.getByText('Published', { exact: true }).waitFor();
	}

	/** The ID of the workflow of the canvas. */
	workflowId(): string {
		return /workflow\/([^/?]+)/.exec(this.page.url())?.[1] ?? '';
	}

	/** All nodes of the canvas come into view. */
	async zoomToFit(): Promise<void> {
		await this.page.getByTestId('zoom-to-fit').click();
	}

	/** The window in which n8n says that the workflow is live. */
	async closePublished(): Promise<void> {
		await this.page.getByRole('button', { name: 'Got it' }).click();
	}

	/** Waits until the step is over and the output side of the open node shows the text. */
	async outputShows(text: string): Promise<void> {
		await this.page.getByTestId('output-panel').getByText(text).first().waitFor();
		await this.page.getByTestId('node-execute-button').getByText('Execute step').waitFor();
	}

	/** Addresses of pictures that are shown as broken, e.g. an icon that is not in the package. */
	async brokenPictures(): Promise<string[]> {
		const images = this.page.locator('img:visible');
		return await images.evaluateAll((elements: Array<{ naturalWidth: number; src: string }>) =>
			elements.filter((image) => image.naturalWidth === 0).map((image) => image.src),
		);
	}
}
