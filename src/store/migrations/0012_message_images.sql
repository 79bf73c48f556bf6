ALTER TABLE `messages` ADD `images` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `turns` ADD `images` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
UPDATE `turns` SET `images` = (SELECT `images` FROM `tasks` WHERE `tasks`.`id` = `turns`.`task_id`) WHERE `number` = 1;
