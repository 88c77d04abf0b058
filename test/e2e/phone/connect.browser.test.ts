import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/chromium';
import { Demo } from './demo';
import { by, Phones } from './support';

describeInBrowser('connecting an instance on the phone page', () => {
	const phones = new Phones();
	let demo: Demo;
	let page: Page;

	beforeAll(async () => {
		demo = await Demo.start();
		page = await phones.open(demo.url);
	});

	afterAll(async () => {
		await phones.close();
		await demo?.close();
	});

	it('an instance that was never scanned says where its QR code comes from; then Scan connects it', async () => {
		await by(page, 'instance-picker').selectOption('new-phone');
		expect(await by(page, 'scan').isDisabled()).toBe(true);
		await by(page, 'qr').getByText('Instance → Connect').waitFor();
		await demo.call('/instance/connect/new-phone');
		await by(page, 'qr').locator('img').waitFor();
		expect(await by(page, 'state').getAttribute('data-state')).toBe('connecting');
		await by(page, 'scan').click();
		await page.locator('[data-testid="state"][data-state="open"]').waitFor();
		await page.getByText('No chats yet').waitFor();
	});

	it('Disconnect brings the QR page back', async () => {
		await by(page, 'disconnect').click();
		await by(page, 'disconnect-401').click();
		await by(page, 'qr').waitFor();
		expect(await by(page, 'state').getAttribute('data-state')).not.toBe('open');
	});

	it('shows the pairing code of a number in two parts', async () => {
		await demo.call('/instance/connect/new-phone?number=34600112233');
		const code = by(page, 'pairing-code');
		await code.waitFor();
		expect(await code.textContent()).toMatch(/^[A-Z0-9]{4} [A-Z0-9]{4}$/);
	});

	it('an instance that is made or deleted meanwhile comes and goes in the picker', async () => {
		const option = by(page, 'instance-picker').locator('option', { hasText: 'second' });
		await demo.call('/instance/create', {
			instanceName: 'second',
			integration: 'WHATSAPP-BAILEYS',
		});
		await option.waitFor({ state: 'attached' });
		await by(page, 'instance-picker').selectOption('second');
		await by(page, 'qr').getByText('Connect second').waitFor();
	});

	it('the browser never reported an error of the page itself', () => {
		expect(phones.errors).toEqual([]);
	});
});
