/** What a person does in the editor of n8n 2.41, by clicking. */
import type { Page } from 'playwright-core';
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

	async saveCredential(): Promise<void> {
		await this.page.getByTestId('credential-save-button').click();
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
	}

	/** The first node: the big plus in the middle of the empty canvas. */
	async addTrigger(name: string): Promise<void> {
		await this.page.getByTestId('canvas-add-button').click();
		await this.search(name);
		await this.choose(name);
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

	/** What the list of a resource locator offers. */
	async openList(parameter: string): Promise<string[]> {
		await this.page.getByTestId(`resource-locator-${parameter}`).getByTestId('rlc-input').click();
		const items = this.page.getByTestId('rlc-item');
		await items.first().waitFor();
		return (await items.allInnerTexts()).map((text) => text.trim());
	}

	async pickFromList(text: string): Promise<void> {
		await this.page.getByTestId('rlc-item').filter({ hasText: text }).first().click();
	}

	async executeStep(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
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
