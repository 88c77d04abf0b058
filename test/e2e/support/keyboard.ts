/** A user's actions in the editor of n8n 2.41, using only the keyboard. */
import { expect, type Page } from './browserTest';
import { until } from './triggerStage';

const REACH = 90;
/** Time that a list needs to open, ms. */
const OPENS_MS = 80;
/** Fields that Tab doesn't leave before Escape is pressed. */
const TRAPS = '.cm-content, [data-test-id="rlc-search"]';

const byId = (name: string) => `[data-test-id="${name}"]`;
const field = (parameter: string) => byId(`parameter-input-${parameter}`);

export class Keyboard {
	constructor(private readonly page: Page) {}

	async press(...keys: string[]): Promise<void> {
		for (const key of keys) await this.page.keyboard.press(key);
	}

	async addManualTrigger(): Promise<void> {
		await this.press('n');
		await this.find('manual', ['Manual Trigger']);
		await this.page.getByTestId('canvas-node').waitFor();
	}

	async add(search: string, ...choices: string[]): Promise<void> {
		await this.press('n');
		await this.find(search, choices);
		await this.page.getByTestId('ndv').waitFor();
	}

	private async find(search: string, choices: string[]): Promise<void> {
		await this.page.getByTestId('node-creator-search-bar').waitFor();
		await this.page.keyboard.type(search);
		for (const choice of choices) {
			const entry = this.page.getByTestId('item-iterator-item');
			await entry
				.filter({ has: this.page.getByText(choice, { exact: true }) })
				.first()
				.waitFor();
			// When a panel's animation ends, n8n changes which entry is selected.
			await expect(this.page.locator('aside[class*="panel-slide"]')).toHaveCount(0);
			await this.page.waitForTimeout(OPENS_MS);
			for (let downs = 0; (await this.activeEntry()) !== choice; downs++) {
				if (downs > REACH) throw new Error(`No way down to ${choice}`);
				await this.press('ArrowDown');
				await this.page.waitForTimeout(OPENS_MS);
			}
			await this.press('Enter');
		}
	}

	private async activeEntry(): Promise<string> {
		return await this.page.evaluate(
			`document.querySelector('[data-keyboard-nav-id]:is([class*="_active_"], :has([class*="_active_"]))')?.innerText.split('\\n')[0].trim() ?? ''`,
		);
	}

	/** Pastes an expression (a text that begins with `=`), because n8n would complete typed brackets. */
	async fill(parameter: string, text: string, key = 'Tab'): Promise<void> {
		await this.tabTo(`${field(parameter)} :is(input:not([role="combobox"]), textarea)`, key);
		await this.press('Control+A');
		if (!text.startsWith('=')) return await this.page.keyboard.type(text);
		await this.press('=');
		// n8n may overwrite the pasted text when it opens the expression. So the test pastes until the text stays.
		await until('it is this expression', async () => {
			if (!(await this.isAt('.cm-content'))) return false;
			await this.press('Control+A');
			await this.page.keyboard.insertText(text.slice(1));
			await this.page.waitForTimeout(OPENS_MS);
			return (await this.page.locator('.cm-content:focus').textContent()) === text.slice(1);
		});
	}

	/** Replaces the whole text of a code editor by pasting, because the editor would complete typed brackets. */
	async write(parameter: string, code: string): Promise<void> {
		await this.tabTo(`${field(parameter)} .cm-content`);
		await this.press('Control+A');
		await this.page.keyboard.insertText(code);
	}

	/** @param before number of n8n collection fields to skip, e.g. 1 if the option is in the second one */
	async addOption(label: string, before = 0): Promise<void> {
		for (let skipped = 0; skipped <= before; skipped++) {
			await this.tabTo(`${byId('collection-parameter-add')} [role="combobox"]`);
		}
		await this.chooseHere(label);
	}

	private async chooseHere(label: string): Promise<void> {
		await this.press('Enter');
		await this.page.keyboard.type(label);
		await this.page.getByRole('option', { name: label }).first().waitFor();
		await this.press('ArrowDown', 'Enter');
	}

	/** Chooses an entry from the list of the node's first resource locator. The list opens on focus. */
	async pick(name: string): Promise<void> {
		await this.tabTo(byId('rlc-search'));
		const item = this.page.getByTestId('rlc-item').filter({ hasText: name, visible: true });
		await item.first().waitFor();
		await this.page.keyboard.type(name);
		await item.first().waitFor();
		await this.press('ArrowDown', 'Enter');
		await item.first().waitFor({ state: 'hidden' });
	}

	/** Closes the open node with Escape, which only works while a button has the focus. */
	async close(): Promise<void> {
		for (let tabs = 0; tabs < REACH; tabs++) {
			if (await this.isAt('button, body')) {
				await this.press('Escape');
				await this.page.waitForTimeout(OPENS_MS * 5);
				if (!(await this.page.getByTestId('ndv').isVisible())) return;
			}
			await this.tab('Tab');
		}
		throw new Error('The node stays open');
	}

	private async tabTo(selector: string, key = 'Tab'): Promise<void> {
		for (let tabs = 0; tabs < REACH; tabs++) {
			await this.tab(key);
			if (await this.isAt(selector)) return;
		}
		throw new Error(`Tab never comes to ${selector}`);
	}

	private async tab(key: string): Promise<void> {
		if (await this.isAt(TRAPS)) await this.press('Escape');
		await this.press(key);
		await this.page.waitForTimeout(OPENS_MS);
	}

	private async isAt(selector: string): Promise<boolean> {
		return await this.page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`);
	}
}
