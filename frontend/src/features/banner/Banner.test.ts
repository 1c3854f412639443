import { screen } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aConnection } from '$lib/bridge/fake';
import type { Connection } from '$lib/bridge/bridge';
import { here } from '$lib/text/here.svelte';
import { online, show } from '../../testing/show';
import Banner from './Banner.svelte';

const noon = new Date(2026, 10, 19, 14, 2);
const after = (seconds: number) => new Date(noon.getTime() + seconds * 1000).toISOString();

beforeEach(() => void vi.useFakeTimers({ now: noon }));
afterEach(() => void vi.useRealTimers());

async function banner() {
	const begun = await online();
	show(begun.session, Banner);
	const become = async (part: Partial<Connection>) => {
		begun.bridge.emit({ connection: aConnection({ since: noon.toISOString(), ...part }) });
		await tick();
	};
	return { ...begun, become, said: () => screen.getByRole('status').textContent!.replace(/\s+/g, ' ').trim() };
}

test('says nothing while all is well', async () => {
	const { said } = await banner();
	expect(said()).toBe('');
	expect(screen.queryByRole('button')).toBeNull();
});

test('offline: since when, what is kept, and a countdown that ends in a try', async () => {
	const { bridge, become, said } = await banner();
	await become({ state: 'offline', waiting: 1, retryAt: after(4) });
	expect(said()).toBe("Offline since 14:02. 1 message will be sent when you're back online.");
	expect(screen.getByText('Retrying in 4 s.')).toBeVisible();

	await vi.advanceTimersByTimeAsync(2500);
	expect(screen.getByText('Retrying in 2 s.')).toBeVisible();
	await vi.advanceTimersByTimeAsync(2000);
	expect(screen.getByText('Retrying…')).toBeVisible();

	await become({ state: 'offline', waiting: 2, retryAt: after(64) });
	expect(screen.getByText('Retrying in 60 s.')).toBeVisible();
	expect(said()).toContain("2 messages will be sent when you're back online.");
	screen.getByRole('button', { name: 'Retry now' }).click();
	expect(bridge.asked('reconnect')).toHaveLength(1);
});

test('the countdown is not read out each second', async () => {
	const { become } = await banner();
	await become({ state: 'offline', retryAt: after(4) });
	expect(screen.getByText('Retrying in 4 s.').closest('[role=status], [aria-live]')).toBeNull();
});

test('back: says so for a moment', async () => {
	const { become, said } = await banner();
	await become({ state: 'offline' });
	await become({ state: 'online' });
	expect(said()).toBe("You're back online.");
	await vi.advanceTimersByTimeAsync(4000);
	expect(said()).toBe('');
});

test('shutdown: when, and two ways on', async () => {
	const { bridge, become, said } = await banner();
	await become({ state: 'shutdown', waiting: 1, retryAt: after(4) });
	expect(said()).toBe("The server has been down since 14:02. 1 message will be sent when you're back online.");
	expect(screen.getByText('Retrying in 4 s.')).toBeVisible();
	screen.getByRole('button', { name: 'Reconnect' }).click();
	screen.getByRole('button', { name: 'Choose another server' }).click();
	expect([bridge.asked('reconnect'), bridge.asked('leave')]).toEqual([[[]], [[]]]);
});

test('refused: why, and two ways on', async () => {
	const { bridge, become, said } = await banner();
	await become({ state: 'refused', reason: { code: 'name-taken', params: { name: 'alice' } } });
	expect(said()).toBe(
		"alice is taken, or looks like a name that is. Choose another name. If it's yours, open My devices on a device that has it and add this one.",
	);
	screen.getByRole('button', { name: 'Reconnect' }).click();
	screen.getByRole('button', { name: 'Change name or server' }).click();
	expect([bridge.asked('reconnect'), bridge.asked('leave')]).toEqual([[[]], [[]]]);
});

test('offline since another day: which', async () => {
	const { become, said } = await banner();
	await become({ state: 'offline', retryAt: after(40_000) });
	expect(said()).toBe('Offline since 14:02.');
	vi.setSystemTime(noon.getTime() + 11 * 3600_000);
	here.look();
	await tick();
	expect(said()).toMatch(/^Offline since Thursday,? 19 November, 14:02\.$/);
});

test('offline from the start: nobody knows since when', async () => {
	const { become, said } = await banner();
	await become({ state: 'offline', since: '' });
	expect(said()).toBe("You're offline.");
});
