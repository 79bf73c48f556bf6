ALTER TABLE `sessions` ADD `name` text;--> statement-breakpoint
ALTER TABLE `sessions` ADD `pinned` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `archived` integer DEFAULT false NOT NULL;--> statement-breakpoint
-- Where two windows each started a session, all but the newest are over: the index allows one.
UPDATE `sessions` SET `status` = 'completed', `ended_at` = coalesce(`ended_at`, `last_activity`)
WHERE `status` IN ('active', 'paused') AND EXISTS (
	SELECT 1 FROM `sessions` AS `newer`
	WHERE `newer`.`repository_id` = `sessions`.`repository_id` AND `newer`.`status` IN ('active', 'paused')
	AND (`newer`.`last_activity`, `newer`.`id`) > (`sessions`.`last_activity`, `sessions`.`id`)
);--> statement-breakpoint
CREATE UNIQUE INDEX `session_open_idx` ON `sessions` (`repository_id`) WHERE "sessions"."status" in ('active', 'paused');