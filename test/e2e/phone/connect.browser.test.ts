import { test, expect, type Page } from './phoneTest';
import { by } from './support';
import type { Demo } from './demo';

async function connect(page: Page, demo: Demo): Promise<void> {
	await by(page, 'instance-picker').selectOption('new-phone');
	await demo.call('/instance/connect/new-phone');
	await by(page, 'qr').locator('img').waitFor();
	expect(await by(page, 'state').getAttribute('data-state')).toBe('connecting');
	await by(page, 'scan').click();
	await page.locator('[data-testid="state"][data-state="open"]').waitFor();
}

test('phone page of the simulator: an instance that was never scanned shows its QR code, and Scan connects it', async ({
	demo,
	phones,
}) => {
	const page = await phones.open(demo.url);
	await by(page, 'instance-picker').selectOption('new-phone');
	expect(await by(page, 'scan').isDisabled()).toBe(true);
	await by(page, 'qr').getByText('Instance → Connect').waitFor();
	await connect(page, demo);
	await page.getByText('No chats yet').waitFor();
});

test('phone page of the simulator: Disconnect brings the QR page back', async ({
	demo,
	phones,
}) => {
	const page = await phones.open(demo.url);
	await connect(page, demo);
	await by(page, 'disconnect').click();
	await by(page, 'disconnect-401').click();
	await by(page, 'qr').waitFor();
	expect(await by(page, 'state').getAttribute('data-state')).not.toBe('open');
});

test('phone page of the simulator: shows the pairing code of a number in two parts', async ({
	demo,
	phones,
}) => {
	const page = await phones.open(demo.url);
	await by(page, 'instance-picker').selectOption('new-phone');
	await demo.call('/instance/connect/new-phone?number=34600112233');
	const code = by(page, 'pairing-code');
	await code.waitFor();
	expect(await code.textContent()).toMatch(/^[A-Z0-9]{4} [A-Z0-9]{4}$/);
});

test('phone page of the simulator: a new instance appears in the picker', async ({
	demo,
	phones,
}) => {
	const page = await phones.open(demo.url);
	const option = by(page, 'instance-picker').locator('option', { hasText: 'second' });
	await demo.call('/instance/create', {
		instanceName: 'second',
		integration: 'WHATSAPP-BAILEYS',
	});
	await option.waitFor({ state: 'attached' });
	await by(page, 'instance-picker').selectOption('second');
	await by(page, 'qr').getByText('Connect second').waitFor();
});
