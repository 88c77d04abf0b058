/** Playwright's `test`, with n8n, a simulator and the editor as fixtures. */
import { test as base, type Page } from '@playwright/test';
import { OWNER } from '../../../dev/workspace';
import { Editor } from './editor';
import { isNight } from './night';
import { keepPicture } from './screenshot';
import { SharedStage } from './sharedStage';

export { expect, type Page } from '@playwright/test';

interface Fixtures {
	readonly stage: SharedStage;
	readonly editor: Editor;
}

export const test = base.extend<Fixtures>({
	stage: async ({}, use) => {
		const stage = new SharedStage();
		await stage.start();
		await use(stage);
		await stage.end();
	},
	editor: async ({ page, stage }, use) => {
		const editor = new Editor(page, stage.server.n8n.url);
		await editor.logIn(OWNER);
		await use(editor);
	},
});

export const testAtNight = (isNight ? test : () => {}) as typeof test;

export async function step(
	name: string,
	{ page, folder }: { page: Page; folder?: string },
	work: () => Promise<void>,
): Promise<void> {
	await test.step(name, async () => {
		await work();
		await keepPicture(page, folder, name);
	});
}
